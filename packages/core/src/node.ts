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

/**
 * Makes a delivery of a request.
 *
 * @param consumed what to say if a parser took the body and kept no raw bytes: what happened, and how to fix it.
 */
export function nodeDelivery(request: NodeRequest, consumed: string): Delivery {
  return {
    method: request.method ?? 'GET',
    url: request.originalUrl ?? request.url ?? '/',
    headers: request.headers,
    body: nodeBody(request, consumed),
    remoteAddress: request.ip ?? request.socket?.remoteAddress,
  }
}

/** Sends the answer. Does nothing if the client is gone. */
export function sendOutcome(response: ServerResponse, outcome: Outcome): void {
  if (response.headersSent || response.destroyed) return
  const body = new TextEncoder().encode(outcome.body)
  response.writeHead(outcome.status, { ...outcome.headers, 'content-length': body.byteLength })
  response.end(body)
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

/** A stream of node:http, or one that a framework has put in its place, that nobody has read. */
export function nodeStream(request: IncomingMessage): BodyStream {
  let take: ((bytes: Uint8Array) => void) | undefined
  return {
    read(sink) {
      const gone = () => sink.error(new Error('The client went away.'))
      if (request.destroyed) return gone()
      take = (bytes) => sink.chunk(bytes)
      request.on('data', take)
      request.once('end', () => sink.end())
      request.once('error', (error) => sink.error(error))
      request.once('close', gone)
      // Somebody who had to wait before handing it on may have paused it.
      request.resume()
    },
    discard() {
      request.on('error', () => {})
      if (take) request.off('data', take)
      request.resume()
      if (request.complete) return
      const timer = setTimeout(() => request.destroy(), LINGER_MS)
      request.once('close', () => clearTimeout(timer))
      request.once('end', () => clearTimeout(timer))
    },
  }
}
