import type { Deviation } from '../events/read-event.js'
import type { HandlerRun } from '../events/run-handlers.js'
import { excerpt, type Logger, logFor, takesDebug } from '../log/log.js'
import { helpLink, MisconfiguredError } from '../misconfigured.js'
import type { Outcome, OutcomeKind } from '../outcome.js'
import { type Delivery, pathOf } from '../request/delivery.js'
import { deliveryHeaders } from '../request/headers.js'
import { isThenable } from '../thenable.js'
import { type LineLimit, lineLimit } from './line-limit.js'

/** Everything known about one delivery, for logs, metrics and inspectors. Made exactly once for each delivery. */
export interface DeliveryReport {
  readonly outcome: Outcome
  readonly provider: string
  readonly delivery: Delivery
  /** The bytes, unless the delivery was refused before or while they were read. */
  readonly rawBody?: Uint8Array
  readonly receivedAt: Date
  /** From the request's arrival to the answer, in milliseconds. */
  readonly durationMs: number
  /** The reason for the outcome, as a stable word or a sentence. For the log; not sent to the sender. */
  readonly reason?: string
  /** What the user may have done wrong, and how to fix it. */
  readonly hint?: string
  /** The event's name, once the delivery was authentic and had one. */
  readonly eventName?: string
  readonly identity?: string
  /** The event as the handlers got it, or an `UnrecognizedEvent`. Absent if it was put into an inbox. */
  readonly event?: unknown
  /** The event's fields that were not of their documented form, and were left out. */
  readonly deviations: readonly Deviation[]
  /** The result of each handler. Empty if the answer was given before all had settled. */
  readonly handlers: readonly HandlerRun[]
  /** What failed: the first handler's error, the store's, or the set-up's. */
  readonly error?: unknown
}

/** A report while its delivery is on its way through the receiver. */
export type OpenReport = {
  -readonly [Field in keyof Omit<DeliveryReport, 'outcome' | 'durationMs'>]-?:
    | DeliveryReport[Field]
    | undefined
} & {
  readonly provider: string
  readonly delivery: Delivery
  readonly receivedAt: Date
  deviations: readonly Deviation[]
  handlers: readonly HandlerRun[]
}

export interface ReporterOptions {
  readonly provider: string
  readonly log: Logger
  readonly onDelivery: ((report: DeliveryReport) => unknown) | undefined
}

/** Logs and reports deliveries, neither of which may change an answer. */
export interface Reporter {
  /** Returns a promise if `onDelivery` has not finished when the call returns. */
  report(
    open: OpenReport,
    outcome: Outcome,
    arrived: number,
    requestLog?: Logger | undefined,
  ): Promise<unknown> | undefined
  /** Logs now how many lines were left out. */
  flush(): void
}

export function createReporter({ provider, log: receiverLog, onDelivery }: ReporterOptions): Reporter {
  const limited = (level: 'warn' | 'error', happened: string) =>
    lineLimit((leftOut) => {
      const codes = Object.fromEntries(leftOut)
      const count = Object.values(codes).reduce((sum, each) => sum + each, 0)
      receiverLog[level](
        { provider, code: 'lines_left_out', count, codes },
        `${count} more ${happened} within a minute, and were not logged one by one. See ${helpLink('lines_left_out')}`,
      )
    })
  /** For outcomes that need no signature, since anyone can cause these lines. */
  const limits: Partial<Record<OutcomeKind, LineLimit>> = {
    rejected: limited('warn', `${provider} deliveries were rejected`),
    misconfigured: limited('error', `${provider} deliveries could not be taken`),
  }
  const complaints = limited('error', 'calls of onDelivery failed')
  const all = [...Object.values(limits), complaints]

  const complain = (log: Logger, error: unknown) => {
    if (complaints.admits('onDelivery'))
      log.error({ provider, err: error }, 'onDelivery failed. The answer is not affected.')
  }

  return {
    report(open, outcome, arrived, requestLog) {
      for (const limit of all) limit.flush()
      const isLogged =
        !isQuiet(open, outcome, requestLog ?? receiverLog) &&
        (limits[outcome.kind]?.admits(outcome.code ?? '') ?? true)
      if (!isLogged && !onDelivery) return undefined
      const log = logFor(receiverLog, requestLog)
      const report = closed(open, outcome, performance.now() - arrived)
      try {
        if (isLogged) logReport(log, report)
      } catch (error) {
        log.error({ provider, err: error }, 'A delivery could not be logged.')
      }
      try {
        const reported = onDelivery?.(report)
        return isThenable(reported)
          ? Promise.resolve(reported).catch((error: unknown) => complain(log, error))
          : undefined
      } catch (error) {
        complain(log, error)
        return undefined
      }
    },
    flush: () => {
      for (const limit of all) limit.flush('now')
    },
  }
}

function closed(open: OpenReport, outcome: Outcome, durationMs: number): DeliveryReport {
  const { provider, delivery, receivedAt, deviations, handlers, ...learned } = open
  const known = Object.entries(learned).filter(([, value]) => value !== undefined)
  return {
    outcome,
    provider,
    delivery,
    receivedAt,
    durationMs,
    deviations,
    handlers,
    ...Object.fromEntries(known),
  }
}

/** One line a delivery, at the level that its outcome deserves. Never a secret, a signature, a query or a body. */
function logReport(log: Logger, report: DeliveryReport): void {
  const { outcome, deviations, handlers } = report
  const { level, message } = wording(report)
  // Of a wrong set-up, the message says all: log the cause, not our own stack.
  const cause = report.error instanceof MisconfiguredError ? report.error.cause : report.error
  log[level](
    {
      provider: report.provider,
      outcome: outcome.kind,
      ...(outcome.code && { code: outcome.code }),
      status: outcome.status,
      ...(report.eventName !== undefined && { event: excerpt(report.eventName) }),
      ...(report.identity !== undefined && { identity: excerpt(report.identity) }),
      ...(handlers.length > 0 && { handlers: handlers.map((run) => run.name) }),
      ...(deviations.length > 0 && { deviations: deviations.map(deviationText) }),
      ...(report.reason !== undefined && { reason: excerpt(report.reason, LONGEST_REASON) }),
      durationMs: Math.round(report.durationMs * 100) / 100,
      ...(level !== 'debug' && { from: sender(report.delivery) }),
      ...(cause !== undefined && { err: cause }),
    },
    message,
  )
}

function isQuiet({ deviations }: Pick<OpenReport, 'deviations'>, outcome: Outcome, log: Logger): boolean {
  if (deviations.length > 0 && outcome.kind === 'processed') return false
  return outcome.status === 200 && outcome.kind !== 'unrecognized' && !takesDebug(log)
}

function deviationText({ field, found }: Deviation): string {
  return `${excerpt(field)} (${found})`
}

/** In characters. A reason is a word or a sentence, which may quote a name of 200 characters, escaped. */
const LONGEST_REASON = 600

function wording({ outcome, provider, deviations, hint, error, ...report }: DeliveryReport): {
  level: 'debug' | 'info' | 'warn' | 'error'
  message: string
} {
  const reason = report.reason === undefined ? outcome.code : excerpt(report.reason, LONGEST_REASON)
  const help = outcome.code ? ` See ${helpLink(outcome.code)}` : ''
  const advice = hint ? ` ${excerpt(hint, LONGEST_REASON)}` : ''
  switch (outcome.kind) {
    case 'processed':
      if (deviations.length > 0)
        return {
          level: 'warn',
          message: `The handlers of a ${provider} event ran without ${deviations.map(deviationText).join(', ')}: what was sent there is not of the documented form. See ${helpLink('field_left_out')}`,
        }
      return { level: 'debug', message: `A ${provider} delivery was processed.` }
    case 'queued':
    case 'ignored':
    case 'duplicate':
      return {
        level: 'debug',
        message: `A ${provider} delivery was ${outcome.kind === 'duplicate' ? 'a duplicate' : outcome.kind}.`,
      }
    case 'busy':
      return {
        level: 'info',
        message: `A ${provider} delivery came while its event was being worked on.${help}`,
      }
    case 'late':
      return {
        level: 'warn',
        message: `The handlers of a ${provider} event were still running at the deadline.${help}`,
      }
    case 'unrecognized':
      return {
        level: 'warn',
        message: `A ${provider} delivery was authentic, but not recognized: ${reason}${advice}${help}`,
      }
    case 'rejected':
      return {
        level: 'warn',
        message: `A ${provider} delivery was rejected: ${reason}.${advice}${help}`,
      }
    case 'failed':
      return { level: 'error', message: `A handler of a ${provider} event failed.${help}` }
    case 'unavailable':
      return {
        level: 'error',
        message: `The ${outcome.code === 'inbox_unavailable' ? 'inbox' : 'store'} is unavailable, so a ${provider} delivery was refused.${help}`,
      }
    case 'misconfigured':
      return {
        level: 'error',
        message:
          error instanceof MisconfiguredError
            ? error.message
            : `The provider ${provider} threw an error, so a delivery could not be taken.${help}`,
      }
  }
}

function sender(delivery: Delivery): Record<string, string | undefined> {
  const headers = deliveryHeaders(delivery.headers)
  const header = (name: string) => excerpt(headers.get(name) ?? '') || undefined
  return {
    address: delivery.remoteAddress && excerpt(delivery.remoteAddress),
    forwardedFor: header('x-forwarded-for'),
    userAgent: header('user-agent'),
    method: excerpt(delivery.method),
    path: excerpt(pathOf(delivery.url)),
  }
}
