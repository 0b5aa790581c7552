import { timer } from './deadline.js'

/** Counts what a receiver still works on, for `drain()`. */
export interface Running {
  /** A delivery has come. */
  enter(): void
  /** It is answered. */
  leave(): void
  /** Counts work that outlasts an answer, until it settles. Work that may never settle has to be bounded by the caller. */
  track(work: Promise<unknown>): void
  /** `true` when nothing is running any more; `false` if something still was after `timeoutMs`. */
  drain(timeoutMs?: number | undefined): Promise<boolean>
}

export function createRunning(): Running {
  // A number is cheaper than a set of promises that each delivery enters and leaves.
  let deliveries = 0
  let allAnswered: (() => void) | undefined
  let answered: Promise<void> | undefined
  const works = new Set<Promise<unknown>>()

  /** Resolves when no delivery waits for its answer. */
  const untilAnswered = () => {
    if (deliveries === 0) return undefined
    answered ??= new Promise((resolve) => {
      allAnswered = resolve
    })
    return answered
  }

  return {
    enter() {
      deliveries++
    },
    leave() {
      if (--deliveries > 0) return
      allAnswered?.()
      answered = undefined
    },
    track(work) {
      works.add(work)
      const forget = () => works.delete(work)
      work.then(forget, forget)
    },
    async drain(timeoutMs = Number.POSITIVE_INFINITY) {
      // Set without a limit too: unlike the other timers of a receiver, this one keeps the process alive until the work has ended.
      const deadline = timer(timeoutMs)
      // Handlers may start work of their own while they are waited for.
      while (deliveries > 0 || works.size > 0) {
        const all = Promise.allSettled([untilAnswered(), ...works]).then(() => true)
        if (!(await Promise.race([all, deadline.passed]))) return false
      }
      deadline.clear()
      return true
    },
  }
}
