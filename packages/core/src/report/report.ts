import type { Deviation } from '../events/read-event.js'
import type { HandlerRun } from '../events/run-handlers.js'
import { excerpt, type Logger, logFor, takesDebug } from '../log/log.js'
import { helpLink, MisconfiguredError } from '../misconfigured.js'
import type { Outcome, OutcomeKind } from '../outcome.js'
import { type Delivery, pathOf } from '../request/delivery.js'
import { deliveryHeaders } from '../request/headers.js'
import { isThenable } from '../thenable.js'
import { type LineLimit, lineLimit } from './line-limit.js'
import type { SettledReport } from './settled.js'

/** What is known about one delivery, for logs, metrics and inspectors. Made exactly once for each delivery. */
export interface DeliveryReport {
  readonly outcome: Outcome
  readonly provider: string
  /** The receiver's name. */
  readonly receiver: string
  readonly delivery: Delivery
  /** The body's bytes. Absent if the delivery was refused before they were all read. */
  readonly rawBody?: Uint8Array
  readonly receivedAt: Date
  /** From the request's arrival to the answer, in milliseconds. */
  readonly durationMs: number
  /** The reason for the outcome, as a stable word or a sentence. For the log: it is not sent to the sender. */
  readonly reason?: string
  /** A likely mistake in the set-up, and how to fix it. */
  readonly hint?: string
  /** The event's name. Absent if the delivery was not authentic, or had no name. */
  readonly eventName?: string
  readonly identity?: string
  /** The event as the handlers got it, or an `UnrecognizedEvent`. Absent if it was put into an inbox. */
  readonly event?: unknown
  /** The event's fields that had another form than documented, and were left out. */
  readonly deviations: readonly Deviation[]
  /** The result of each handler. Empty if the answer was given before all handlers had settled. */
  readonly handlers: readonly HandlerRun[]
  /** The error of the first handler that failed, of the store, or of the set-up. */
  readonly error?: unknown
}

/** An unfinished report: the receiver fills it in while it processes the delivery. */
export type OpenReport = {
  -readonly [Field in keyof Omit<DeliveryReport, 'outcome' | 'durationMs'>]-?:
    | DeliveryReport[Field]
    | undefined
} & {
  readonly provider: string
  readonly receiver: string
  readonly delivery: Delivery
  readonly receivedAt: Date
  deviations: readonly Deviation[]
  handlers: readonly HandlerRun[]
}

/** Where a receiver keeps what became of its deliveries. Made by `jsonLines()`, `postgresJournal()` or `sqliteJournal()`. */
export interface Journal {
  /** Called once for each delivery, refused ones too, just before it is answered. */
  delivery(report: DeliveryReport): unknown
  /** Called for what ends after the answer. */
  settled(report: SettledReport): unknown
}

export interface ReporterOptions {
  readonly provider: string
  readonly log: Logger
  readonly onDelivery: ((report: DeliveryReport) => unknown) | undefined
  readonly onSettled: ((report: SettledReport) => unknown) | undefined
  readonly journal: Journal | undefined
}

type Hook = 'onDelivery' | 'onSettled' | 'journal' | 'instrument'

/** Logs and reports deliveries, and reports what goes on after them. Neither may change an answer. */
export interface Reporter {
  /** Returns a promise if `onDelivery` has not finished when the call returns. */
  report(
    open: OpenReport,
    outcome: Outcome,
    arrived: number,
    requestLog?: Logger | undefined,
  ): Promise<unknown> | undefined
  /** Returns a promise if `onSettled` has not finished when the call returns. */
  settled(report: SettledReport, log: Logger): Promise<unknown> | undefined
  /** Logs an error of what the user gave, unless there were many within a minute. */
  complain(name: Hook, error: unknown, log: Logger): void
  /** Logs now how many lines were left out. */
  flush(): void
}

export function createReporter({
  provider,
  log: receiverLog,
  onDelivery,
  onSettled,
  journal,
}: ReporterOptions): Reporter {
  const limited = (level: 'warn' | 'error', happened: string) =>
    lineLimit((leftOut) => {
      const codes = Object.fromEntries(leftOut)
      const count = Object.values(codes).reduce((sum, each) => sum + each, 0)
      receiverLog[level](
        { provider, code: 'lines_left_out', count, codes },
        `${count} more ${happened} within a minute, and were not logged one by one. See ${helpLink('lines_left_out')}`,
      )
    })
  /** Only for these outcomes: anyone can cause them, without a signature. */
  const limits: Partial<Record<OutcomeKind, LineLimit>> = {
    rejected: limited('warn', `${provider} deliveries were rejected`),
    misconfigured: limited('error', `${provider} deliveries could not be taken`),
  }
  const complaints = limited('error', 'calls of onDelivery, onSettled, the journal or the instrument failed')
  const all = [...Object.values(limits), complaints]

  const complain = (name: Hook, error: unknown, log: Logger) => {
    if (complaints.admits(name))
      log.error({ provider, err: error }, `${name} failed. The answer is not affected.`)
  }
  /** Calls what the user gave. What it throws is logged. */
  const call = (name: Hook, hook: () => unknown, log: Logger): Promise<unknown> | undefined => {
    const failed = (error: unknown) => complain(name, error, log)
    try {
      const called = hook()
      return isThenable(called) ? Promise.resolve(called).catch(failed) : undefined
    } catch (error) {
      failed(error)
      return undefined
    }
  }

  return {
    report(open, outcome, arrived, requestLog) {
      for (const limit of all) limit.flush()
      const isLogged =
        !isQuiet(open, outcome, requestLog ?? receiverLog) &&
        (limits[outcome.kind]?.admits(outcome.code ?? '') ?? true)
      if (!isLogged && !onDelivery && !journal) return undefined
      const log = logFor(receiverLog, requestLog)
      const report = closed(open, outcome, performance.now() - arrived)
      try {
        if (isLogged) logReport(log, report)
      } catch (error) {
        log.error({ provider, err: error }, 'A delivery could not be logged.')
      }
      return bothOf(
        call('onDelivery', () => onDelivery?.(report), log),
        call('journal', () => journal?.delivery(report), log),
      )
    },
    complain,
    settled(report, log) {
      return bothOf(
        call('onSettled', () => onSettled?.(report), log),
        call('journal', () => journal?.settled(report), log),
      )
    },
    flush: () => {
      for (const limit of all) limit.flush('now')
    },
  }
}

function bothOf(one: Promise<unknown> | undefined, other: Promise<unknown> | undefined) {
  return one && other ? Promise.all([one, other]) : (one ?? other)
}

function closed(open: OpenReport, outcome: Outcome, durationMs: number): DeliveryReport {
  const { provider, receiver, delivery, receivedAt, deviations, handlers } = open
  const { rawBody, reason, hint, eventName, identity, event, error } = open
  return {
    outcome,
    provider,
    receiver,
    delivery,
    receivedAt,
    durationMs,
    deviations,
    handlers,
    ...(rawBody !== undefined && { rawBody }),
    ...(reason !== undefined && { reason }),
    ...(hint !== undefined && { hint }),
    ...(eventName !== undefined && { eventName }),
    ...(identity !== undefined && { identity }),
    ...(event !== undefined && { event }),
    ...(error !== undefined && { error }),
  }
}

/** Writes one line for a delivery, at the level of its outcome. It contains no secret, signature, query or body. */
function logReport(log: Logger, report: DeliveryReport): void {
  const { outcome, deviations, handlers } = report
  const { level, message } = wording(report)
  // A MisconfiguredError is explained by its message: log only its cause, not our own stack.
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

/** In characters. A reason may be a sentence that quotes a name of 200 characters, escaped. */
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
          message: `The handlers of a ${provider} event ran without ${deviations.map(deviationText).join(', ')}: the sent values do not have the documented form. See ${helpLink('field_left_out')}`,
        }
      return { level: 'debug', message: `A ${provider} delivery was processed.` }
    case 'queued':
    case 'ignored':
    case 'duplicate':
    case 'handshake':
      return { level: 'debug', message: `A ${provider} delivery was answered "${outcome.kind}".` }
    case 'busy':
      return {
        level: 'info',
        message: `A ${provider} delivery arrived while another one with the same event was being processed.${help}`,
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
