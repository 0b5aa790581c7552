import type { OutcomeKind } from '@vidhook/core'

/** Something to send to an app, and what the design promises for it. */
export interface Scenario {
  readonly sent: string
  /** The requests, which are sent at the same time. They are built before the time is measured. */
  requests(target: Target): Promise<readonly HttpRequest[]>
  /** The promised answers, each with its alternatives. */
  readonly promised: readonly Alternatives[]
  /** The answers of frameworks that answer before the receiver does. */
  readonly promisedBy?: { readonly [app: string]: readonly Alternatives[] }
}

export interface Section {
  readonly title: string
  readonly scenarios: readonly Scenario[]
}

/** Where to send it, and how to sign it. */
export interface Target {
  readonly joggUrl: string
  readonly hooxUrl: string
  readonly appUrl: string
  readonly joggSecret: string
  readonly hooxSecret: string
}

/** The arguments of `fetch`. */
export interface HttpRequest {
  readonly url: string
  readonly method: string
  readonly headers?: Record<string, string>
  readonly body?: Uint8Array<ArrayBuffer> | string
}

/** An answer, with the handlers that ran for it. */
export interface Answer {
  readonly status: number
  /** Absent if the receiver did not answer. */
  readonly outcome?: string | undefined
  readonly handlers: readonly string[]
}

export type Alternatives = readonly Answer[]

export const processed = (...handlers: string[]) => answer(200, 'processed', handlers)
export const ignored = answer(200, 'ignored')
export const duplicate = answer(200, 'duplicate')
export const busy = answer(503, 'busy')
export const failed = (...handlers: string[]) => answer(500, 'failed', handlers)
export const unrecognized = answer(200, 'unrecognized', ['onUnrecognized'])
export const rejected = (status: number) => answer(status, 'rejected')
/** The app's or the framework's own answer. */
export const plain = (status: number): Answer => ({ status, handlers: [] })

function answer(status: number, outcome: OutcomeKind, handlers: readonly string[] = []): Answer {
  return { status, outcome, handlers }
}

/** A scenario of one request and one possible answer. */
export function scenario(
  sent: string,
  promised: Answer,
  request: (target: Target) => HttpRequest | Promise<HttpRequest>,
): Scenario {
  return { sent, promised: [[promised]], requests: async (target) => [await request(target)] }
}
