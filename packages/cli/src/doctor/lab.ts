import type { SenderName } from '@vidhook/providers/testing'
import type { ProviderName } from '../../../core/src/providers/provider-name.js'
import type { HttpRequest, Pace } from '../http-client.js'
import { doctorEvent, type JsonObject, otherDoctorEvent, renamedEvent } from './doctor-event.js'
import { expectedSignature, hideSecrets } from './hide-secrets.js'
import { sign } from './sign.js'
import { type Reply, transmit } from './transmit.js'

/** The endpoint to examine, and how. */
export interface Target {
  readonly provider: ProviderName | SenderName
  readonly url: string
  /** The name of the event that is sent. */
  readonly event: string
  /** If the provider does not sign, it signs the URL and may be missing. */
  readonly secret: string | undefined
  /** Another one that the endpoint accepts. */
  readonly rotatedSecret: string | undefined
  /** Part of every id of this run. */
  readonly runId: string
  /** How long the provider waits for an answer, in milliseconds. */
  readonly timeoutMs: number
  /** How long the endpoint may wait for a body that does not arrive, in milliseconds. */
  readonly patienceMs: number
}

/** A request and its reply, secrets included: never show it. */
export interface Exchange {
  readonly request: HttpRequest
  readonly reply: Reply
  /** The signature that the endpoint should have computed, if it checks one. */
  readonly expectedSignature: string | undefined
}

/** The differences from a genuine delivery. A given `event` or `body` is signed unchanged. */
export interface Changes {
  readonly event?: JsonObject
  readonly body?: string | Uint8Array
  readonly secret?: string
  /** A URL of the target's server, before it is signed. */
  readonly url?: string
  /** A sender of `@vidhook/providers`: how long ago it was signed, in seconds. */
  readonly ageS?: number
  /** A sender of `@vidhook/providers`: without a signature. */
  readonly unsigned?: boolean
}

/** Builds and sends a probe's requests. */
export interface Lab {
  readonly target: Target
  /** All requests and replies so far, of this probe and the earlier ones. */
  readonly exchanges: readonly Exchange[]
  /** An event as the provider would send it, with new ids. */
  event(): JsonObject
  /** An event of another name. */
  renamed(name: string): JsonObject
  /** An event in its other known form, if there is one. */
  otherEvent(): JsonObject | undefined
  /** A delivery of a new event, genuine unless changed. */
  delivery(changes?: Changes): Promise<HttpRequest>
  /** Sends a request. The reply's secrets are hidden. */
  send(request: HttpRequest, options?: { readonly timeoutMs?: number }): Promise<Reply>
  /** Does something while a request is in progress, then aborts the request. */
  during<T>(request: HttpRequest, work: () => Promise<T>): Promise<T>
}

export interface LabOptions {
  readonly target: Target
  readonly probeId: string
  readonly exchanges: Exchange[]
  readonly signal: AbortSignal
}

export function createLab({ target, probeId, exchanges, signal }: LabOptions): Lab {
  let events = 0
  const suffix = () => `${probeId}_${++events}`
  const event = () => doctorEvent(target, suffix())

  return {
    target,
    exchanges,
    event,
    renamed: (name) => renamedEvent(target, suffix(), name),
    otherEvent: () => otherDoctorEvent(target, suffix()),
    delivery: (changes = {}) =>
      sign(target, { ...changes, body: changes.body ?? JSON.stringify(changes.event ?? event()) }),

    async send(request, { timeoutMs = target.timeoutMs } = {}) {
      const reply = await transmit(request, { timeoutMs, signal })
      exchanges.push({ request, reply, expectedSignature: await expectedSignature(target, request) })
      return hideSecrets(reply, target)
    },

    async during(request, work) {
      const over = new AbortController()
      const underWay = new Promise<void>((resolve) => {
        transmit(request, {
          timeoutMs: target.patienceMs,
          signal: AbortSignal.any([over.signal, signal]),
          onUnderWay: resolve,
          // The work also begins if the server answers or hangs up before it has the body.
        }).then(
          () => resolve(),
          () => resolve(),
        )
      })
      await underWay
      try {
        return await work()
      } finally {
        over.abort()
      }
    },
  }
}

/** The request with a header replaced. Without values, the header is left out. */
export function withHeader(request: HttpRequest, name: string, ...values: readonly string[]): HttpRequest {
  const others = request.headers.filter(([each]) => each.toLowerCase() !== name.toLowerCase())
  return { ...request, headers: [...others, ...values.map((value) => [name, value] as const)] }
}

export function headerOf(request: HttpRequest, name: string): string {
  return request.headers.find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1] ?? ''
}

export function withPace(request: HttpRequest, pace: Pace): HttpRequest {
  return { ...request, pace }
}
