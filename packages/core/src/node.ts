/**
 * What the adapters for Node-style servers share: a request of node:http, or of a framework built on it, in; its answer
 * out. Only types are Node's; nothing is imported.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { BodyStream, Delivery, DeliveryBody } from './delivery.js'
import type { Outcome } from './outcome.js'

/** A request of node:http, with what frameworks and body parsers add to it. */
export type NodeRequest = IncomingMessage & {
  readonly originalUrl?: string
  readonly body?: unknown
  readonly rawBody?: unknown
  /** Express's: the client, as far as `trust proxy` lets it be known. */
  readonly ip?: string | undefined
}

/** What a framework knows better than the request that it was given. */
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
    // Node keeps it from here on; once the connection is gone it could not be asked for any more.
    this.#address = request.socket?.remoteAddress
  }

  /** Looked up when somebody asks: a framework works through its list of proxies for it. */
  get remoteAddress(): string | undefined {
    return this.#client.ip ?? this.#address
  }
}

/** Sends the answer. Does nothing if the client is gone. */
export function sendOutcome(response: ServerResponse, outcome: Outcome): void {
  if (response.headersSent || response.destroyed) return
  response.statusCode = outcome.status
  for (const name in outcome.headers) response.setHeader(name, outcome.headers[name] ?? '')
  // As a string, which Node measures, and sends in one piece with the headers.
  response.end(outcome.body)
}

/** For `express.json({ verify: captureRawBody })`: keeps the raw bytes for the receiver, whatever parses them. */
export function captureRawBody(request: IncomingMessage, _response: ServerResponse, bytes: Uint8Array): void {
  Object.assign(request, { rawBody: bytes })
}

/** The raw bytes if something kept them, else the stream if nothing has read it. */
export function nodeBody(request: NodeRequest, consumed: string): DeliveryBody {
  const kept = rawBytes(request.rawBody) ?? rawBytes(request.body)
  if (kept) return kept
  if (request.readableDidRead || request.readableEnded) return { consumed }
  return nodeStream(request)
}

function rawBytes(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value
  return typeof value === 'string' ? new TextEncoder().encode(value) : undefined
}

/** How long a refused client may go on sending, so that it comes to read the answer, in milliseconds. */
const LINGER_MS = 1_000

/** And in how many pieces: what is thrown away costs Node as much as what is kept. */
const LINGER_PIECES = 256

/** A stream of node:http, or one that a framework has put in its place, that nobody has read. */
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
      // Somebody who had to wait before handing it on may have paused it.
      request.resume()
    },
    discard() {
      request.on('error', () => {})
      if (take) request.off('data', take)
      request.resume()
      if (request.complete) return
      let timer = setTimeout(() => request.destroy(), LINGER_MS)
      let pieces = 0
      request.on('data', () => {
        if (++pieces !== LINGER_PIECES) return
        clearTimeout(timer)
        // Not at once: the answer is written after this.
        timer = setTimeout(() => request.destroy(), 0)
      })
      request.once('close', () => clearTimeout(timer))
      request.once('end', () => clearTimeout(timer))
    },
  }
}
