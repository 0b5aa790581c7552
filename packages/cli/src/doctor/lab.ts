import type { ProviderName } from '../../../core/src/providers/provider-name.js'
import { doctorEvent, type JsonObject, otherDoctorEvent } from './doctor-event.js'
import { expectedSignature, hideSecrets } from './secrecy.js'
import { sign } from './sign.js'
import { type Pace, type Reply, transmit, type WireRequest } from './transmit.js'

/** Whom the doctor examines, and with what. */
export interface Target {
  readonly provider: ProviderName
  readonly url: string
  /** The name of the event that is sent. */
  readonly event: string
  /** Of Hoox, it signs the URL, and may be missing. */
  readonly secret: string | undefined
  /** Another one that the endpoint accepts. */
  readonly rotatedSecret: string | undefined
  /** Part of every id of this run. */
  readonly runId: string
  /** How long the provider waits for an answer. */
  readonly timeoutMs: number
  /** How long a body that does not come may go without an answer. */
  readonly patienceMs: number
}

/** A request and what came of it, unabridged: never to be shown. */
export interface Exchange {
  readonly request: WireRequest
  readonly reply: Reply
  /** What the endpoint had to compute to check it, if it computes one. */
  readonly expectedSignature: string | undefined
}

/** What differs from a genuine delivery. What is given as `event` or `body` is signed as it stands. */
export interface Changes {
  readonly event?: JsonObject
  readonly body?: string | Uint8Array
  readonly secret?: string
  /** A URL of the target's server, before it is signed. */
  readonly url?: string
}

/** Where a probe makes its requests and sends them. */
export interface Lab {
  readonly target: Target
  /** Everything that was sent and heard so far, by this probe and those before it. */
  readonly exchanges: readonly Exchange[]
  /** An event as the provider would send it, with ids that nothing had before. */
  event(): JsonObject
  /** The same in the other form that is known of it, if there is one. */
  otherEvent(): JsonObject | undefined
  /** A delivery of a new event, genuine unless changed. */
  delivery(changes?: Changes): Promise<WireRequest>
  /** The answer, without any secret in it. */
  send(request: WireRequest, options?: { readonly timeoutMs?: number }): Promise<Reply>
  /** Does something while a request is under way, then breaks that one off. */
  during<T>(request: WireRequest, work: () => Promise<T>): Promise<T>
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
          // A server that answers, or hangs up, before it has the body is as good as one that waits for it.
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

/** The same request with a header put in place of its own; without values, the header is left out. */
export function withHeader(request: WireRequest, name: string, ...values: readonly string[]): WireRequest {
  const others = request.headers.filter(([each]) => each.toLowerCase() !== name.toLowerCase())
  return { ...request, headers: [...others, ...values.map((value) => [name, value] as const)] }
}

export function headerOf(request: WireRequest, name: string): string {
  return request.headers.find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1] ?? ''
}

export function withPace(request: WireRequest, pace: Pace): WireRequest {
  return { ...request, pace }
}
