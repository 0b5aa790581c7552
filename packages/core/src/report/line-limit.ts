/** How many lines of one kind are written in a minute. */
const LINES_PER_MINUTE = 60
const MINUTE_MS = 60_000

/** Limits the lines that anyone on the internet can cause. What is left out is counted by its code. */
export interface LineLimit {
  /** Whether a line with this code may be written. One that may not is counted. */
  admits(code: string): boolean
  /** Says what was left out, once the minute is over; at once, if `now` is set. */
  flush(now?: 'now'): void
}

/**
 * @param summarize writes the line that says how many lines were left out, by their codes. It is called when the minute is
 * over, by a timer that does not keep the process alive. Where timers cannot be told that (Workers, Edge), it is called with
 * the first delivery after that minute.
 */
export function lineLimit(summarize: (leftOut: ReadonlyMap<string, number>) => void): LineLimit {
  let minuteEnds = 0
  let written = 0
  let leftOut = new Map<string, number>()

  const flush = (now?: 'now') => {
    if (leftOut.size === 0 || (now !== 'now' && performance.now() < minuteEnds)) return
    const counts = leftOut
    leftOut = new Map()
    summarize(counts)
  }

  return {
    flush,
    admits(code) {
      const now = performance.now()
      if (now >= minuteEnds) {
        flush()
        minuteEnds = now + MINUTE_MS
        written = 0
      }
      if (written < LINES_PER_MINUTE) {
        written++
        return true
      }
      if (leftOut.size === 0) inBackground(() => flush('now'), minuteEnds - now)
      leftOut.set(code, (leftOut.get(code) ?? 0) + 1)
      return false
    },
  }
}

/** A timer that does not keep the process alive, or none: where timers are numbers, there is no way to say so. */
function inBackground(run: () => void, ms: number): void {
  const timer: ReturnType<typeof setTimeout> | number = setTimeout(run, ms)
  if (typeof timer === 'number') clearTimeout(timer)
  else timer.unref()
}
