import { createHash } from 'node:crypto'
import { answerTone, type Tone } from './describe.js'
import type { KeptDelivery, Origin, Result, Verification } from './kept-delivery.js'

/** A delivery in the page's list. Its bytes are fetched only when it is opened. */
export interface Summary {
  readonly id: number
  readonly receivedAt: string
  readonly origin: Origin
  readonly method: string
  readonly url: string
  /** A hash of the body. Absent if the body is empty. */
  readonly bodyHash?: string
  /** `waiting` (not answered yet), `interrupted` (never answered), or the outcome. */
  readonly outcome: string
  readonly provider?: Result['provider']
  /** The title of a sender of `@vidhook/providers`. */
  readonly sender?: string
  readonly verification?: Verification['state']
  readonly eventName?: string
  readonly claimed?: boolean
  /** The number of fields that handlers do not get. */
  readonly deviations?: number
  readonly identity?: string
  readonly answer?: { readonly status: number; readonly durationMs: number; readonly tone: Tone }
}

export function summaryOf(delivery: KeptDelivery, interrupted: boolean): Summary {
  const { id, receivedAt, origin, request, result } = delivery
  const basics = {
    id,
    receivedAt,
    origin,
    method: request.method,
    url: request.url,
    ...(request.body !== '' && { bodyHash: createHash('sha256').update(request.body).digest('base64url') }),
  }
  if (!result) return { ...basics, outcome: interrupted ? 'interrupted' : 'waiting' }
  const { provider, verification, eventName, claimed, identity, deviations, status, durationMs } = result
  return {
    ...basics,
    outcome: result.outcome.kind,
    provider,
    ...(result.sender && { sender: result.sender.title }),
    verification: verification.state,
    ...(eventName !== undefined && { eventName, claimed }),
    ...(deviations.length > 0 && { deviations: deviations.length }),
    ...(identity !== undefined && { identity }),
    answer: { status, durationMs, tone: answerTone(result) },
  }
}

/** Whether a text occurs in a delivery's URL, headers, body or verdict, ignoring case. */
export function mentions({ request, result }: KeptDelivery, text: string): boolean {
  const wanted = text.toLowerCase()
  const body = Buffer.from(request.body, 'base64').toString('utf8')
  const verdict = [
    result?.eventName,
    result?.identity,
    result?.reason,
    result?.outcome.kind,
    result?.outcome.code,
    ...(result?.deviations ?? []).map(({ field }) => field),
  ]
  return [request.method, request.url, ...request.headers.flat(), body, ...verdict].some((each) =>
    each?.toLowerCase().includes(wanted),
  )
}
