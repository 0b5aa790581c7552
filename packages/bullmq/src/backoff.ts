import type { InboxSettings } from './options.js'

/** The pause after so many failures, in milliseconds: it doubles up to the longest. */
export function pauseAfter(failures: number, { firstRetryMs, longestRetryMs }: InboxSettings): number {
  return Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1))
}
