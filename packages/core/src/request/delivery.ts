import type { DeliveryHeaders, HeadersInput } from './headers.js'

/** One HTTP request as it arrived. An adapter makes it for `receiver.receive()`. */
export interface Delivery {
  readonly method: string
  /** The path with its query, or the whole URL, unchanged from the request. A signed callback URL is verified with it. */
  readonly url: string
  /** A record as Node gives it, or a `Headers` object. The case of names does not matter. */
  readonly headers: HeadersInput
  /** The bytes as they came over the wire. Never parsed, never serialized again. */
  readonly body: DeliveryBody
  /** The client's address, for the log. */
  readonly remoteAddress?: string | undefined
}

/** The bytes, or their UTF-8 text, or a stream of them, or the reason why they are lost. */
export type DeliveryBody = Uint8Array | string | BodyStream | ConsumedBody

/**
 * A body that has not been read yet. The receiver reads it only if the method, the content type and the declared
 * size are right, and stops when a limit is exceeded.
 */
export interface BodyStream {
  /** Starts reading. The last call to the sink is either `end` or `error`, unless `discard` was called before. */
  read(sink: BodySink): void
  /** Drops the rest of the body, so that the answer can be sent and the connection is freed. */
  discard(): void
}

/** Takes the chunks that a {@link BodyStream} reads. */
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

/** A body that is not text. Text was encoded to bytes. */
export type EncodedBody = Exclude<DeliveryBody, string>

export function encodedBody(body: DeliveryBody): EncodedBody {
  if (typeof body === 'string') return new TextEncoder().encode(body)
  if (body instanceof Uint8Array || !isBytes(body)) return body
  return new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
}

/** Also true for a `Uint8Array` of another realm, as in tests and Edge sandboxes. */
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

/** A delivery with its complete body, for a provider to authenticate. */
export interface RawDelivery {
  readonly method: string
  /** Path and query, unchanged from the request. */
  readonly url: string
  readonly headers: DeliveryHeaders
  readonly body: Uint8Array
  readonly receivedAt: Date
}

/**
 * The path without the query, for the log: a query may hold a callback token. A client or proxy may have encoded the question
 * mark, even twice, or lost it, so those forms of a query are removed too.
 */
export function pathOf(url: string): string {
  const path = targetOf(url).replace(QUERY, '')
  return path === '' ? '/' : path
}

const QUERY = /(?:[?#]|%(?:25)*(?:3f|23)|vidhook(?:=|%(?:25)*3d)).*$/is

/** Path and query, unchanged. `new URL()` would resolve `/elsewhere/../path`. */
export function targetOf(url: string): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '')
}

/** The URL as it was before `signCallbackUrl()` signed it. */
export function withoutToken(url: string): string {
  return url.replace(/([?&])vidhook=[^&#]*(&|(?=#|$))/g, (_, before: string, after: string) =>
    after === '&' ? before : '',
  )
}
