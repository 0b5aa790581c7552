import type { DeliveryHeaders, HeadersInput } from './headers.js'

/** One HTTP request as it arrived: what an adapter hands to `receiver.receive()`. */
export interface Delivery {
  readonly method: string
  /** The path with its query, or the whole URL, as the sender asked for it. A signed callback URL is checked against it. */
  readonly url: string
  /** A record as Node gives it, or a `Headers` object. Names are compared without regard to case. */
  readonly headers: HeadersInput
  /** The bytes as they came over the wire. Never parsed, never serialized again. */
  readonly body: DeliveryBody
  /** The address of the other side, for the log. */
  readonly remoteAddress?: string | undefined
}

/** The bytes, or text that is UTF-8, or a way to read the bytes, or the reason why they are gone. */
export type DeliveryBody = Uint8Array | string | BodyStream | ConsumedBody

/**
 * A body that is still on its way. The receiver reads it only after the method, the content type and the
 * declared size were found right, and stops as soon as a limit is passed.
 */
export interface BodyStream {
  /** Starts reading. Exactly one of `end` and `error` is called last, unless `discard` was called before. */
  read(sink: BodySink): void
  /** Drops what is still to come, so that the answer can be sent and the connection be freed. */
  discard(): void
}

/** Where a {@link BodyStream} puts what it reads. */
export interface BodySink {
  chunk(bytes: Uint8Array): void
  end(): void
  error(error: unknown): void
}

/** Another module read the body before the receiver and kept no raw bytes, so it cannot be verified. */
export interface ConsumedBody {
  /** What happened and how to fix it, for the log: "The body was already parsed by express.json(). Mount …" */
  readonly consumed: string
}

/** A body that is not text, or that was encoded to bytes. */
export type EncodedBody = Exclude<DeliveryBody, string>

export function encodedBody(body: DeliveryBody): EncodedBody {
  if (typeof body === 'string') return new TextEncoder().encode(body)
  if (body instanceof Uint8Array || !isBytes(body)) return body
  return new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
}

/** True as well for a `Uint8Array` of another realm, as tests and edge sandboxes have them. */
export function isBytes(body: unknown): body is Uint8Array {
  return body instanceof Uint8Array || Object.prototype.toString.call(body) === '[object Uint8Array]'
}

export function isBodyStream(body: unknown): body is BodyStream {
  if (typeof body !== 'object' || body === null || !('read' in body && 'discard' in body)) return false
  return typeof body.read === 'function' && typeof body.discard === 'function'
}

/** A parsed event may have a field of that name too, but never as its only one. */
export function isConsumed(body: unknown): body is ConsumedBody {
  if (typeof body !== 'object' || body === null || !('consumed' in body)) return false
  return typeof body.consumed === 'string' && Object.keys(body).length === 1
}

/** A delivery whose body has been read completely: what a provider authenticates. */
export interface RawDelivery {
  readonly method: string
  /** Path and query as the sender asked for them. */
  readonly url: string
  readonly headers: DeliveryHeaders
  readonly body: Uint8Array
  readonly receivedAt: Date
}

/**
 * The path alone, for the log: a query may carry a callback token. A client or proxy may have encoded the question mark, even
 * twice, or lost it; what follows is a query all the same.
 */
export function pathOf(url: string): string {
  const path = targetOf(url).replace(QUERY, '')
  return path === '' ? '/' : path
}

const QUERY = /(?:[?#]|%(?:25)*(?:3f|23)|vidhook(?:=|%(?:25)*3d)).*$/is

/** Path and query, letter by letter as the sender asked for them: `URL` would resolve `/elsewhere/../path`. */
export function targetOf(url: string): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '')
}

/** The URL as it was before `signCallbackUrl()` signed it. */
export function withoutToken(url: string): string {
  return url.replace(/([?&])vidhook=[^&#]*(&|(?=#|$))/g, (_, before: string, after: string) =>
    after === '&' ? before : '',
  )
}
