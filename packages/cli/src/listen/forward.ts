import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { errorCode } from '../../../core/src/error-code.js'
import type { HeaderPairs } from './kept-delivery.js'

/** What the application answered, complete. */
export type AppResponse =
  | {
      readonly kind: 'answered'
      readonly url: string
      readonly status: number
      readonly headers: HeaderPairs
      readonly body: Buffer
      readonly durationMs: number
    }
  | {
      readonly kind: 'unreachable'
      readonly url: string
      readonly error: string
      readonly durationMs: number
    }

export interface ForwardedRequest {
  readonly method: string
  readonly url: string
  readonly headers: HeaderPairs
  readonly body: Uint8Array
}

/** How long to wait for the application, in milliseconds: long enough to step through a handler with a debugger. */
const PATIENCE_MS = 10 * 60 * 1000

/**
 * Passes a delivery on to the application: the same bytes and the same headers, repeated ones repeated, except those that
 * belong to the connection (RFC 9110, section 7.6.1). Redirects are not followed, as no provider follows one.
 */
export function forward(delivery: ForwardedRequest, to: URL, signal: AbortSignal): Promise<AppResponse> {
  const url = appUrl(delivery.url, to)
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const startedAt = performance.now()
  return new Promise((resolve) => {
    const unreachable = (error: Error) =>
      resolve({
        kind: 'unreachable',
        url: url.href,
        error: reasonOf(error),
        durationMs: performance.now() - startedAt,
      })
    const { method, body } = delivery
    const request = send(url, { method, headers: headersFor(delivery, url), agent: false, signal })
    request.setTimeout(PATIENCE_MS, () => request.destroy(new Error('No answer in ten minutes.')))
    request.once('error', unreachable)
    request.once('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', unreachable)
      response.once('end', () =>
        resolve({
          kind: 'answered',
          url: url.href,
          status: response.statusCode ?? 0,
          headers: endToEnd(pairsOf(response)),
          body: Buffer.concat(chunks),
          durationMs: performance.now() - startedAt,
        }),
      )
    })
    request.end(body)
  })
}

/** If the target has no path, each delivery keeps the path it arrived at. If it has one, all deliveries go there. */
function appUrl(deliveryUrl: string, to: URL): URL {
  const [path = '/', ...query] = deliveryUrl.split('?')
  const url = new URL(to)
  if (url.pathname === '/' && path.startsWith('/')) url.pathname = path
  if (query.length > 0) url.search += `${url.search === '' ? '?' : '&'}${query.join('?')}`
  return url
}

/** The headers of a node:http message, in their original case and order. */
export function pairsOf({ rawHeaders }: IncomingMessage): HeaderPairs {
  const pairs: [string, string][] = []
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    pairs.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? ''])
  return pairs
}

/** Without hop-by-hop headers (RFC 9110, section 7.6.1). */
export function endToEnd(headers: HeaderPairs): HeaderPairs {
  const named = headers
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(',').map((each) => each.trim().toLowerCase()))
  return headers.filter(([name]) => {
    const lower = name.toLowerCase()
    return !HOP_BY_HOP.has(lower) && !named.includes(lower)
  })
}

const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** A flat list of names and values: node:http keeps its order and case. */
function headersFor({ headers, body }: ForwardedRequest, url: URL): string[] {
  const own = endToEnd(headers).filter(([name]) => !/^(?:host|content-length|expect)$/i.test(name))
  return [['Host', url.host] as const, ...own, ['Content-Length', String(body.byteLength)] as const].flat()
}

function reasonOf(error: Error): string {
  const code = errorCode(error)
  if (code === undefined) return error.message
  if (code === 'ABORT_ERR') return 'vidhook listen was ended first'
  return code === 'ECONNREFUSED' ? 'ECONNREFUSED: nothing listens there' : code
}
