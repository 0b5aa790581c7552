import type { Logger } from '../log/log.js'
import { backgroundTimer } from './deadline.js'

export interface RetryCompleteOptions {
  readonly key: string
  /** Completes the event in the store. Every call ends in time. */
  complete(): boolean | Promise<boolean>
  /** The error of the first attempt. */
  readonly error: unknown
  readonly log: Logger
}

/** Much shorter than a lease, so that this worker probably reaches the store again before any other. */
const PAUSE_MS = 250
/** Longer than a restart or failover of a store takes, and longer than Hoox repeats a delivery. */
const LIMIT_MS = 60_000

/** Completes an event in a store that could not be reached: tries again until it succeeds or a minute has passed. */
export async function retryComplete({ key, complete, error, log }: RetryCompleteOptions): Promise<void> {
  log.warn(
    { key, err: error },
    'An event succeeded, but could not be completed in the store. It is tried again.',
  )
  const start = performance.now()
  let last = error
  while (performance.now() - start < LIMIT_MS) {
    await new Promise<void>((resolve) => backgroundTimer(resolve, PAUSE_MS))
    try {
      if (!(await complete()))
        log.warn(
          { key },
          'An event succeeded, but another worker took it over before it could be completed in the store.',
        )
      return
    } catch (again) {
      last = again
    }
  }
  log.error(
    { key, err: last },
    'An event succeeded, but could not be completed in the store within a minute. If it is sent again, its handlers run again.',
  )
}
