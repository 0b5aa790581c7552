import { isThenable } from '../at-once.js'

/** A timer that can be raced against, and taken back. */
export interface Timer {
  readonly passed: Promise<undefined>
  clear(): void
}

/** A longer one fires at once, in every JavaScript runtime: 2³¹ - 1 ms. */
export const LONGEST_TIMER_MS = 2_147_483_647

/** A timer that does not keep a process alive. Runtimes without processes give a number, which keeps nothing alive. */
export function backgroundTimer(run: () => void, ms: number): ReturnType<typeof setTimeout> {
  const id: ReturnType<typeof setTimeout> | number = setTimeout(run, ms)
  if (typeof id === 'object') id.unref()
  return id
}

/**
 * Resolves when the work has settled, whatever its result, or after `ms`: then `giveUp` is called. It does not keep a
 * process alive.
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

/** Passes after so many milliseconds, 24 days at the most; at once if there are none left. */
export function timer(ms: number): Timer {
  let id: ReturnType<typeof setTimeout> | undefined
  const passed = new Promise<undefined>((resolve) => {
    id = setTimeout(() => resolve(undefined), Math.min(Math.max(0, ms), LONGEST_TIMER_MS))
  })
  return { passed, clear: () => clearTimeout(id) }
}

/** The result, unless it takes longer than `ms`: then rejects with the error that is made. What is there needs no timer. */
export function inTime<Result>(
  result: Result | Promise<Result>,
  ms: number,
  tooLate: () => Error,
): Result | Promise<Result> {
  return isThenable(result) ? within(Promise.resolve(result), ms, tooLate) : result
}

async function within<Result>(result: Promise<Result>, ms: number, tooLate: () => Error): Promise<Result> {
  const limit = timer(ms)
  try {
    const first = await Promise.race([result.then((value) => ({ value })), limit.passed])
    if (first) return first.value
    throw tooLate()
  } finally {
    limit.clear()
  }
}
