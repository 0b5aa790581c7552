import { timer } from './deadline.js'

/** Counts a receiver's unfinished work, for `drain()`. */
export interface Running {
  /** Call it when a delivery arrives. */
  enter(): void
  /** Call it when the delivery has been answered. */
  leave(): void
  /** Counts work that goes on after an answer, until it settles. The caller must make sure that it settles. */
  track(work: Promise<unknown>): void
  /** `true` when nothing is running any more; `false` if something still was after `timeoutMs`. */
  drain(timeoutMs?: number | undefined): Promise<boolean>
}

export function createRunning(): Running {
  // A number is cheaper than a set with a promise for each delivery.
  let deliveries = 0
  let allAnswered: (() => void) | undefined
  let answered: Promise<void> | undefined
  const works = new Set<Promise<unknown>>()

  /** Resolves when all deliveries are answered. `undefined` if they are already. */
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
      // Needed even without a limit: this timer keeps the process alive until the work has ended. The receiver's other timers do not.
      const deadline = timer(timeoutMs)
      // Loop, since handlers may start more work meanwhile.
      while (deliveries > 0 || works.size > 0) {
        const all = Promise.allSettled([untilAnswered(), ...works]).then(() => true)
        if (!(await Promise.race([all, deadline.passed]))) return false
      }
      deadline.clear()
      return true
    },
  }
}
