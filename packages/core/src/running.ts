import { timer } from './deadline.js'

/** What a receiver is at. */
export interface Running {
  /** A delivery has come. */
  enter(): void
  /** It is answered. */
  leave(): void
  /** Counts work that outlasts an answer, until it settles. */
  track(work: Promise<unknown>): void
  /** Counts it no longer. */
  giveUp(work: Promise<unknown>): void
  /** `true` when nothing is running any more; `false` if something still was after `timeoutMs`. */
  drain(timeoutMs: number | undefined): Promise<boolean>
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
    giveUp: (work) => void works.delete(work),
    async drain(timeoutMs) {
      const deadline = timeoutMs === undefined ? undefined : timer(timeoutMs)
      // Handlers may start work of their own while they are waited for.
      while (deliveries > 0 || works.size > 0) {
        const all = Promise.allSettled([untilAnswered(), ...works]).then(() => true)
        if (!(await (deadline ? Promise.race([all, deadline.passed]) : all))) return false
      }
      deadline?.clear()
      return true
    },
  }
}
