/**
 * What the adapters for Node-style servers share: making a delivery of a request of node:http, or of a framework built on
 * it, and sending the answer. Only types are imported from Node.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Outcome } from '../outcome.js'
import { type BodyStream, type Delivery, type DeliveryBody, isBytes } from '../request/delivery.js'
import type { NodeRequest } from './node-request.js'

export { resemblesDelivery, watchHandedOn } from './handed-on.js'
export type { NodeRequest } from './node-request.js'
export { asksFor, defaultPath, withoutTrailingSlash } from './own-path.js'

/** Values of a framework that are more exact than those of the request. */
export interface FrameworkRequest {
  readonly url?: string | undefined
  readonly body?: DeliveryBody | undefined
  /** Whoever is behind the proxies that it trusts. */
  readonly client?: { readonly ip?: string | undefined } | undefined
}

/**
 * Makes a delivery of a request.
 *
 * @param consumed what to say if a parser took the body and kept no raw bytes: what happened, and how to fix it.
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
    // Read now, since Node no longer knows it once the connection is closed.
    this.#address = request.socket?.remoteAddress
  }

  /** A getter, since a framework goes through its list of trusted proxies to find it. */
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
  // As a string, which Node measures, and sends in one piece with the headers.
  response.end(outcome.body)
}

/**
 * Is this a response of node:http? A handler may have been called by a Web-standard server, or by AWS Lambda.
 *
 * @throws TypeError if not; the message says what to use instead.
 */
export function assertNodeResponse(response: unknown): void {
  if (typeof response === 'object' && response !== null && 'setHeader' in response) return
  throw new TypeError(
    'This handler takes a request and a response of node:http, and was given something else. For Web-standard requests there are webHandler() and @vidhook/next; on AWS Lambda, call receive().',
  )
}

/** For `express.json({ verify: captureRawBody })`: keeps the raw bytes for the receiver, whatever parses them. */
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
  // A parser may have set an empty text and filled it later, or never.
  const empty = Number(request.headers['content-length'] ?? 0) === 0 ? (rawBody ?? body) : undefined
  return empty ?? { consumed }
}

function keptBody(request: NodeRequest, name: 'rawBody' | 'body'): Uint8Array | string | undefined {
  try {
    const kept = request[name]
    return typeof kept === 'string' || isBytes(kept) ? kept : undefined
  } catch {
    // Some platforms parse the body in a getter, and throw if that fails.
    return undefined
  }
}

/** How long a refused client may go on sending before it reads the answer, in milliseconds. */
const LINGER_MS = 1_000

/** How many pieces it may send, besides one for every KB, once the answer is written: a discarded piece costs as much as a kept one. */
const LINGER_PIECES = 128
const LINGER_BYTES_PER_PIECE = 1_024

/** An unread stream of node:http, or the stream that a framework has put in its place. */
export function nodeStream(request: IncomingMessage): BodyStream {
  let take: ((bytes: Uint8Array) => void) | undefined
  return {
    read(sink) {
      let ended = false
      const gone = () => {
        if (!ended) sink.error(new Error('The client went away.'))
      }
      if (request.destroyed) return gone()
      take = (bytes) => sink.chunk(bytes)
      request.on('data', take)
      request.on('end', () => {
        ended = true
        sink.end()
      })
      request.on('error', (error) => sink.error(error))
      request.on('close', gone)
      // A middleware that had to wait before calling next() may have paused it.
      request.resume()
    },
    discard() {
      request.on('error', () => {})
      if (take) request.off('data', take)
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
        // At once, not in a timer: before the next one, libuv may read up to 2 MB of what the client has sent already. A runtime
        // that does not count what it has written leaves it to the timer above.
        if (socket?.bytesWritten !== written) request.destroy()
      })
      request.once('close', () => clearTimeout(timer))
      request.once('end', () => clearTimeout(timer))
    },
  }
}
