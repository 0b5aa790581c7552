import type { HandlerRun } from '../events/run-handlers.js'
import type { Logger } from '../log/log.js'

/** How something ended that went on after the answer. */
export interface SettledReport {
  /** Handlers that were still running at the deadline, work given to `context.waitUntil()`, or a worker's attempt at an entry of the inbox. */
  readonly kind: 'handlers' | 'wait_until' | 'attempt'
  /**
   * - `succeeded`, `failed`
   * - `lost`: the handlers succeeded, but another worker had taken the event over, and may have run it too
   * - `given_up`: still running after `maxRunMs`. It is not stopped, so another report may follow when it ends
   * - `dead`: the attempt failed, and the entry is not tried again
   */
  readonly state: 'succeeded' | 'failed' | 'lost' | 'given_up' | 'dead'
  readonly provider: string
  /** The receiver's name. */
  readonly receiver: string
  readonly eventName: string
  readonly identity: string
  readonly receivedAt: Date
  /** From the delivery's arrival, in milliseconds. Of an attempt: from its own start. */
  readonly durationMs: number
  /** The result of each handler. Empty for other work, and for handlers that were given up. */
  readonly handlers: readonly HandlerRun[]
  /** What failed: the first handler's error, or that of the work. */
  readonly error?: unknown
  /** Which attempt it was: 1 for the first. Of attempts alone. */
  readonly attempt?: number | undefined
}

/** What ended after the answer in the process that gave the answer. */
export interface LateReport extends SettledReport {
  readonly kind: 'handlers' | 'wait_until'
  readonly state: Exclude<SettledReport['state'], 'dead'>
}

/** A failure is always logged: nobody else may ever hear of it. */
export function logLate(log: Logger, report: LateReport, maxRunMs: number): void {
  const { kind, state, provider, eventName: event, identity, durationMs, error } = report
  const [level, message] = LINES[kind][state](provider, maxRunMs)
  const fields = { provider, event, identity, durationMs: Math.round(durationMs * 100) / 100 }
  log[level](error === undefined ? fields : { ...fields, err: error }, message)
}

type Line = (provider: string, maxRunMs: number) => readonly ['debug' | 'info' | 'warn' | 'error', string]

const lost: Line = (provider) => [
  'warn',
  `The handlers of a ${provider} event succeeded after the deadline, but another worker had taken the event over and may have run them too.`,
]

const LINES: Record<LateReport['kind'], Record<LateReport['state'], Line>> = {
  handlers: {
    succeeded: (provider) => [
      'info',
      `The handlers of a ${provider} event succeeded after the deadline. Further deliveries of it are duplicates.`,
    ],
    lost,
    failed: (provider) => [
      'error',
      `A handler of a ${provider} event failed after the deadline. It runs again only if ${provider} sends the event again.`,
    ],
    given_up: (provider, maxRunMs) => [
      'error',
      `A handler of a ${provider} event did not settle within ${maxRunMs} ms and is given up. Its claim is no longer renewed, so the event may run again beside it.`,
    ],
  },
  wait_until: {
    succeeded: (provider) => ['debug', `Work given to waitUntil() for a ${provider} event succeeded.`],
    lost,
    failed: (provider) => [
      'error',
      `Work given to waitUntil() for a ${provider} event failed. Nobody will try it again.`,
    ],
    given_up: (provider, maxRunMs) => [
      'error',
      `Work given to waitUntil() for a ${provider} event did not settle within ${maxRunMs} ms. It is no longer waited for.`,
    ],
  },
}
