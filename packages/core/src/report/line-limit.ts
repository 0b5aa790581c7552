/** The most lines of one limit that are written in a minute. */
const LINES_PER_MINUTE = 60
const MINUTE_MS = 60_000

/** Limits log lines that anyone on the internet can cause. Counts the lines that are left out, by their code. */
export interface LineLimit {
  /** Whether a line with this code may be written. If not, it is counted as left out. */
  admits(code: string): boolean
  /** Writes the summary of lines that were left out, if the minute is over, or in any case with `'now'`. */
  flush(now?: 'now'): void
}

/**
 * @param summarize writes one line with the number of lines left out for each code. A timer that does not keep the process
 * alive calls it when the minute is over. Where there are no such timers (Workers, Edge), the first delivery after the minute
 * calls it.
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

/** Starts a timer that does not keep the process alive. Starts none where timers are numbers, which have no `unref()`. */
function inBackground(run: () => void, ms: number): void {
  const timer: ReturnType<typeof setTimeout> | number = setTimeout(run, ms)
  if (typeof timer === 'number') clearTimeout(timer)
  else timer.unref()
}
