import { isThenable } from '../thenable.js'

/** A timer for `Promise.race()`, which can be canceled. */
export interface Timer {
  readonly passed: Promise<undefined>
  clear(): void
}

/** 2³¹ - 1 ms. A longer timer fires at once, in every JavaScript runtime. */
export const LONGEST_TIMER_MS = 2_147_483_647

/** Starts a timer that does not keep the process alive. Where timers are numbers, there is no process to keep alive. */
export function backgroundTimer(run: () => void, ms: number): ReturnType<typeof setTimeout> {
  const id: ReturnType<typeof setTimeout> | number = setTimeout(run, ms)
  if (typeof id === 'object') id.unref()
  return id
}

/**
 * Resolves when the work has settled, whatever its result, or after `ms`. In that case it calls `giveUp` first. Its timer
 * does not keep the process alive.
 */
export function settledWithin(work: Promise<unknown>, ms: number, giveUp: () => void): Promise<void> {
  return new Promise((resolve) => {
    const limit = backgroundTimer(() => {
      giveUp()
      resolve()
    }, ms)
    const settled = () => {
      clearTimeout(limit)
      resolve()
    }
    work.then(settled, settled)
  })
}

/** Starts a timer for `ms` milliseconds: at most 24 days, at once if `ms` is not positive. */
export function timer(ms: number): Timer {
  let id: ReturnType<typeof setTimeout> | undefined
  const passed = new Promise<undefined>((resolve) => {
    id = setTimeout(() => resolve(undefined), Math.min(Math.max(0, ms), LONGEST_TIMER_MS))
  })
  return { passed, clear: () => clearTimeout(id) }
}

/** The result. If it is a promise that takes longer than `ms`, rejects with the error of `tooLate`. */
export function inTime<Result>(
  result: Result | Promise<Result>,
  ms: number,
  tooLate: () => Error,
): Result | Promise<Result> {
  return isThenable(result) ? limited(Promise.resolve(result), ms, tooLate) : result
}

function limited<Result>(work: Promise<Result>, ms: number, tooLate: () => Error): Promise<Result> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(tooLate()), ms)
    work.then(resolve, reject).then(() => clearTimeout(limit))
  })
}

/** More turns of the microtask queue than work takes that waits for no input and no timer. */
const TURNS_AT_ONCE = 8

/**
 * Calls `goesOn` unless work has ended within a few microtasks. Most deliveries' work has: the body has arrived, node:crypto is
 * synchronous, and events are remembered in memory. Such work needs no timer, which would be most of its cost.
 */
export function unlessAtOnce(hasEnded: () => boolean, goesOn: () => void): void {
  let turns = 0
  const turn = (): void => {
    if (hasEnded()) return
    if (turns++ < TURNS_AT_ONCE) void NOW.then(turn)
    else goesOn()
  }
  turn()
}

const NOW = Promise.resolve()
