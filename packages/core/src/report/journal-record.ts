import type { HandlerRun } from '../events/run-handlers.js'
import { excerpt } from '../log/log.js'
import { pathOf } from '../request/delivery.js'
import { deliveryHeaders } from '../request/headers.js'
import type { DeliveryReport } from './report.js'
import type { SettledReport } from './settled.js'

/** What became of a delivery, or of what went on after its answer. It has no body, no secret, no signature and no query. */
export interface JournalRecord {
  /** When it was written, as an ISO 8601 date. */
  readonly at: string
  readonly kind: 'delivery' | SettledReport['kind']
  readonly provider: string
  readonly receiver: string
  /** The event's name. */
  readonly event?: string | undefined
  readonly identity?: string | undefined
  /** A delivery's outcome, such as `processed`, or how other work ended, such as `failed`. */
  readonly outcome: string
  readonly status?: number | undefined
  readonly code?: string | undefined
  readonly reason?: string | undefined
  /** Since the delivery arrived, in milliseconds. */
  readonly durationMs: number
  readonly handlers?: readonly JournalHandler[] | undefined
  readonly error?: string | undefined
  /** Which attempt at an entry of the inbox. */
  readonly attempt?: number | undefined
  /** Who sent the delivery, to what path. */
  readonly from?: JournalSender | undefined
}

export interface JournalHandler {
  readonly name: string
  readonly durationMs: number
  readonly error?: string | undefined
}

export interface JournalSender {
  readonly address?: string | undefined
  readonly forwardedFor?: string | undefined
  readonly userAgent?: string | undefined
  readonly path: string
}

/** What a journal keeps of a delivery. For a journal of your own. */
export function deliveryRecord(report: DeliveryReport, at = new Date()): JournalRecord {
  const { outcome, provider, receiver, eventName, identity, reason, durationMs, handlers, error } = report
  return {
    at: at.toISOString(),
    kind: 'delivery',
    provider,
    receiver,
    ...named(eventName, identity),
    outcome: outcome.kind,
    status: outcome.status,
    ...(outcome.code !== undefined && { code: outcome.code }),
    ...(reason !== undefined && { reason: excerpt(reason, LONGEST_TEXT) }),
    durationMs: rounded(durationMs),
    ...runs(handlers),
    ...failure(error),
    from: senderOf(report),
  }
}

/** What a journal keeps of what ended after the answer. For a journal of your own. */
export function settledRecord(report: SettledReport, at = new Date()): JournalRecord {
  const { kind, state, provider, receiver, eventName, identity, durationMs, handlers, error, attempt } =
    report
  return {
    at: at.toISOString(),
    kind,
    provider,
    receiver,
    ...named(eventName, identity),
    outcome: state,
    ...(attempt !== undefined && { attempt }),
    durationMs: rounded(durationMs),
    ...runs(handlers),
    ...failure(error),
  }
}

/** In characters. */
const LONGEST_TEXT = 500

function named(event: string | undefined, identity: string | undefined) {
  return {
    ...(event !== undefined && { event: excerpt(event) }),
    ...(identity !== undefined && { identity: excerpt(identity) }),
  }
}

function runs(handlers: readonly HandlerRun[]) {
  if (handlers.length === 0) return {}
  return {
    handlers: handlers.map((run) => ({
      name: run.name,
      durationMs: rounded(run.durationMs),
      ...failure(run.error),
    })),
  }
}

function failure(error: unknown) {
  return error === undefined ? {} : { error: excerpt(String(error), LONGEST_TEXT) }
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100
}

function senderOf({ delivery }: DeliveryReport): JournalSender {
  const headers = deliveryHeaders(delivery.headers)
  const texts = {
    address: delivery.remoteAddress,
    forwardedFor: headers.get('x-forwarded-for'),
    userAgent: headers.get('user-agent'),
  }
  const given = Object.entries(texts).flatMap(([name, text]) => (text ? [[name, excerpt(text)]] : []))
  return { ...Object.fromEntries(given), path: excerpt(pathOf(delivery.url)) }
}
