import type { Logger } from '../log/log.js'
import { backgroundTimer } from './deadline.js'

export interface RetryCompleteOptions {
  readonly key: string
  /** Asks the store to complete the event. Ends in time, and may be called again. */
  complete(): boolean | Promise<boolean>
  /** Why it could not be told the first time. */
  readonly error: unknown
  readonly log: Logger
}

/** Much shorter than a lease, so that this worker is likely to be the first when the store is back. */
const PAUSE_MS = 250
/** Longer than a restart or failover of a store takes, and longer than Hoox repeats a delivery. */
const LIMIT_MS = 60_000

/** Tries to complete an event in a store that could not be reached, until it succeeds or a minute has passed. */
export async function retryComplete({ key, complete, error, log }: RetryCompleteOptions): Promise<void> {
  log.warn({ key, err: error }, 'The store could not be told that an event succeeded. It is told again.')
  const start = performance.now()
  let last = error
  while (performance.now() - start < LIMIT_MS) {
    await new Promise<void>((resolve) => backgroundTimer(resolve, PAUSE_MS))
    try {
      if (!(await complete()))
        log.warn(
          { key },
          'An event succeeded, but before the store could be told, another worker took it over.',
        )
      return
    } catch (again) {
      last = again
    }
  }
  log.error(
    { key, err: last },
    'The store was not told within a minute that an event succeeded. Should it be sent again, it runs again.',
  )
}
