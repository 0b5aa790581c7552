import { type HeaderPairs, type HttpRequest, sendRequest } from '../http-client.js'

/** The application's complete answer, or the reason why there is none. */
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

/** How long to wait for the application, in milliseconds: long enough to step through a handler with a debugger. */
const TIMEOUT_MS = 10 * 60 * 1000

/**
 * Passes a delivery on to the application: the same bytes and the same headers, except those that belong to the connection
 * (RFC 9110, section 7.6.1).
 */
export async function forward(delivery: HttpRequest, to: URL, signal: AbortSignal): Promise<AppResponse> {
  const url = appUrl(delivery.url, to).href
  const headers = endToEnd(delivery.headers).filter(([name]) => !SET_BY_CLIENT.test(name))
  const options = { timeoutMs: TIMEOUT_MS, signal, maxAnswerBytes: Number.POSITIVE_INFINITY }
  const startedAt = performance.now()
  try {
    const reply = await sendRequest({ ...delivery, url, headers }, options)
    const { kind, durationMs } = reply
    if (kind === 'timeout')
      return { kind: 'unreachable', url, error: 'No answer in ten minutes.', durationMs }
    if (kind === 'unreachable') return { kind, url, error: described(reply.code), durationMs }
    const { status, body } = reply
    return { kind, url, status, headers: endToEnd(reply.headers), body, durationMs }
  } catch (cause) {
    if (!signal.aborted) throw cause
    const error = 'vidhook listen was ended first'
    return { kind: 'unreachable', url, error, durationMs: performance.now() - startedAt }
  }
}

/** The HTTP client sets these itself. */
const SET_BY_CLIENT = /^(?:host|content-length|expect)$/i

function described(code: string): string {
  return code === 'ECONNREFUSED' ? 'ECONNREFUSED: nothing listens there' : code
}

/** If the target has a path, all deliveries go there. If not, each delivery keeps its path. */
function appUrl(deliveryUrl: string, to: URL): URL {
  const [path = '/', ...query] = deliveryUrl.split('?')
  const url = new URL(to)
  if (url.pathname === '/' && path.startsWith('/')) url.pathname = path
  if (query.length > 0) url.search += `${url.search === '' ? '?' : '&'}${query.join('?')}`
  return url
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
