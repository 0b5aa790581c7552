import { timer } from './deadline.js'

/** What a receiver is at. */
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
  // A number, since a set that every delivery enters and leaves is one more thing for each to wait for.
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
      // Also without a limit: the other timers of a receiver do not keep a process alive until its work has ended. This one does.
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
