/** A timer for `Promise.race()`, which can be canceled. */
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

/** The result, unless it takes longer than `ms`: then rejects with the error that `tooLate` makes. */
export async function inTime<Result>(
  result: Result | Promise<Result>,
  ms: number,
  tooLate: () => Error,
): Promise<Result> {
  const work = Promise.resolve(result)
  if (await settlesAtOnce(work)) return work
  const limit = timer(ms)
  try {
    const first = await Promise.race([work.then((value) => ({ value })), limit.passed])
    if (first) return first.value
    throw tooLate()
  } finally {
    limit.clear()
  }
}

/** How many turns of the microtask queue work may take that waits for no input or timer. */
const TURNS_AT_ONCE = 16

/**
 * Whether the work settles before anything else can run. Most work of a delivery does: the body has come, node:crypto
 * answers at once, events are remembered in memory. Then it needs no timer, which would be most of its cost.
 */
export async function settlesAtOnce(work: Promise<unknown>): Promise<boolean> {
  let settled = false
  const settle = () => {
    settled = true
  }
  work.then(settle, settle)
  for (let turn = 0; turn < TURNS_AT_ONCE && !settled; turn++) await undefined
  return settled
}
