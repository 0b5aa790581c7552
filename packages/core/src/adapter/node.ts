/**
 * Shared by the adapters for node:http and the frameworks built on it: makes a delivery of a request, and sends the answer.
 * Imports only types from Node.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { Outcome } from '../outcome.js'
import {
  type BodySink,
  type BodyStream,
  type Delivery,
  type DeliveryBody,
  isBytes,
} from '../request/delivery.js'
import type { NodeRequest } from './node-request.js'

export { resemblesDelivery, watchHandedOn } from './handed-on.js'
export type { NodeRequest } from './node-request.js'
export { asksFor, defaultPath, withoutTrailingSlash } from './own-path.js'

/** A framework's values, used in place of the request's. */
export interface FrameworkRequest {
  readonly url?: string | undefined
  readonly body?: DeliveryBody | undefined
  /** Its `ip` is the client's address behind the proxies that the framework trusts. */
  readonly client?: { readonly ip?: string | undefined } | undefined
}

/**
 * Makes a delivery of a request.
 *
 * @param consumed the message if a parser took the body and kept no raw bytes: what happened, and how to fix it.
 */
export function nodeDelivery(
  request: NodeRequest,
  consumed: string,
  { url, body, client = request }: FrameworkRequest = {},
): Delivery {
  return new NodeDelivery(
    request,
    url ?? request.originalUrl ?? request.url ?? '/',
    body ?? nodeBody(request, consumed),
    client,
  )
}

class NodeDelivery implements Delivery {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: DeliveryBody
  readonly #client: { readonly ip?: string | undefined }
  readonly #address: string | undefined

  constructor(
    request: NodeRequest,
    url: string,
    body: DeliveryBody,
    client: { readonly ip?: string | undefined },
  ) {
    this.method = request.method ?? 'GET'
    this.url = url
    this.headers = request.headers
    this.body = body
    this.#client = client
    // Read now: Node forgets it when the connection closes.
    this.#address = request.socket?.remoteAddress
  }

  /** A getter, since frameworks compute it from their list of trusted proxies. */
  get remoteAddress(): string | undefined {
    return this.#client.ip ?? this.#address
  }
}

/** Sends the answer. Does nothing if the client is gone. */
export function sendOutcome(response: ServerResponse, outcome: Outcome): void {
  assertNodeResponse(response)
  if (response.headersSent || response.destroyed) return
  response.statusCode = outcome.status
  for (const name in outcome.headers) response.setHeader(name, outcome.headers[name] ?? '')
  // Given a string, Node sets the content length, and sends headers and body in one piece.
  response.end(outcome.body)
}

/**
 * Checks that this is a response of node:http. A Web-standard server or AWS Lambda may have called the handler instead.
 *
 * @throws TypeError if it is not. The message says what to use instead.
 */
export function assertNodeResponse(response: unknown): void {
  if (typeof response === 'object' && response !== null && 'setHeader' in response) return
  throw new TypeError(
    'This handler takes a request and a response of node:http, and was given something else. For Web-standard requests, use webHandler() or @vidhook/next; on AWS Lambda, @vidhook/core/lambda.',
  )
}

/** For `express.json({ verify: captureRawBody })`: keeps the raw bytes for the receiver before they are parsed. */
export function captureRawBody(request: IncomingMessage, _response: ServerResponse, bytes: Uint8Array): void {
  Object.assign(request, { rawBody: bytes })
}

/** The raw body that a parser kept, or else the stream if it has not been read. */
export function nodeBody(request: NodeRequest, consumed: string): DeliveryBody {
  const rawBody = keptBody(request, 'rawBody')
  if (rawBody?.length) return rawBody
  const body = keptBody(request, 'body')
  if (body?.length) return body
  const unread = !request.readableDidRead && !request.readableEnded && typeof request.on === 'function'
  if (unread) return nodeStream(request)
  // Trust an empty body only if the request declares none: a parser may set an empty text first and fill it later.
  const empty = Number(request.headers['content-length'] ?? 0) === 0 ? (rawBody ?? body) : undefined
  return empty ?? { consumed }
}

function keptBody(request: NodeRequest, name: 'rawBody' | 'body'): Uint8Array | string | undefined {
  try {
    const kept = request[name]
    return typeof kept === 'string' || isBytes(kept) ? kept : undefined
  } catch {
    // On some platforms `body` is a getter that parses, and throws if that fails.
    return undefined
  }
}

/** How long a refused client may go on sending before it reads the answer, in milliseconds. */
const LINGER_MS = 1_000

/**
 * How many pieces a refused client may send once the answer is written, besides one for every KB. A discarded piece costs Node
 * as much as a kept one.
 */
const LINGER_PIECES = 128
const LINGER_BYTES_PER_PIECE = 1_024

/** Reads a request of node:http, or a stream that a framework puts in its place. */
export function nodeStream(request: IncomingMessage): BodyStream {
  let onData: ((bytes: Uint8Array) => void) | undefined
  const listen = (sink: BodySink) => {
    let ended = false
    const onClose = () => {
      if (!ended) sink.error(new Error('The client went away.'))
    }
    if (request.destroyed) return onClose()
    onData = (bytes) => sink.chunk(bytes)
    request.on('data', onData)
    request.on('end', () => {
      ended = true
      sink.end()
    })
    request.on('error', (error) => sink.error(error))
    request.on('close', onClose)
    // A middleware may have paused the request while it waited before calling next().
    request.resume()
  }
  return {
    read(sink) {
      if (takeWhole(request, sink)) return
      // Other code that reads the body has its events from the next tick on, and this code needs the same ones.
      if (request.readableFlowing !== null) return listen(sink)
      // The body of a small request mostly comes with its headers. Node parses it once the handler has returned.
      process.nextTick(() => {
        if (!takeWhole(request, sink)) listen(sink)
      })
    },
    discard() {
      request.on('error', () => {})
      if (onData) request.off('data', onData)
      request.resume()
      if (request.complete) return
      const timer = setTimeout(() => request.destroy(), LINGER_MS)
      const { socket } = request
      const written = socket?.bytesWritten
      let pieces = 0
      let size = 0
      request.on('data', (piece: { readonly length: number }) => {
        size += piece.length
        if (++pieces <= LINGER_PIECES + size / LINGER_BYTES_PER_PIECE) return
        // Destroy at once, not in a timer: before it fires, libuv may read up to 2 MB that the client has sent already. On a
        // runtime that does not count the written bytes, only the timer above ends the request.
        if (socket?.bytesWritten !== written) request.destroy()
      })
      request.once('close', () => clearTimeout(timer))
      request.once('end', () => clearTimeout(timer))
    },
  }
}

/** Takes a body that has arrived in full and that nothing else reads: that needs no listeners and no timer. */
function takeWhole(
  request: Readable & { readonly headers?: IncomingMessage['headers'] },
  sink: BodySink,
): boolean {
  const { readableLength, readableFlowing, headers } = request
  if (readableFlowing !== null || readableLength === 0) return false
  // A stream that a framework puts in the request's place has no headers.
  if (readableLength !== Number(headers?.['content-length'])) return false
  const bytes: Uint8Array | null = request.read()
  if (bytes === null) return false
  sink.chunk(bytes)
  // Deno gives a large body in several pieces.
  if (bytes.byteLength < readableLength) return false
  sink.end()
  return true
}
