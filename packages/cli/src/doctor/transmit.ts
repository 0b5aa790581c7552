import * as http from 'node:http'
import * as https from 'node:https'
import { connectionFailure } from '../connection-failure.js'

/** A request with full control over its headers and the pace of its body. fetch would repair what is broken on purpose. */
export interface WireRequest {
  readonly method: string
  readonly url: string
  /** Sent as given, in this case and order, with repetitions. Host and the body's length are added. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array
  readonly pace?: Pace
}

/**
 * How the body goes out. `whole`: at once, with its length. `chunked`: at once, without. `drip`: half of it, then a byte a
 * second. `stall`: all of it, while `announcedBytes` promise more.
 */
export type Pace =
  | { readonly kind: 'whole' | 'chunked' | 'drip' }
  | { readonly kind: 'stall'; readonly announcedBytes: number }

/** The result of a request. */
export type Reply =
  | {
      readonly kind: 'answered'
      readonly status: number
      /** Lower-case names. */
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
      /** The body is incomplete: it was larger than the limit, or the connection broke. */
      readonly cut: boolean
      readonly durationMs: number
    }
  /** No answer in time. */
  | { readonly kind: 'silent'; readonly connected: boolean; readonly durationMs: number }
  /** The connection was refused, or ended without an answer. `code` is the system's, such as `ECONNREFUSED`. */
  | {
      readonly kind: 'broken'
      readonly code: string
      readonly connected: boolean
      readonly durationMs: number
    }

export interface TransmitOptions {
  /** From the start of the request to the last byte of the answer, in milliseconds. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Called once the server has a connection and the beginning of the body is on its way. */
  readonly onUnderWay?: () => void
}

/** Answers are read up to this size, in bytes, so that no endpoint can fill the memory. */
export const MAX_ANSWER_BYTES = 64 * 1024
const DRIP_MS = 1_000

/**
 * Sends a request on a connection of its own. Redirects are not followed.
 *
 * @throws what aborted the signal.
 */
export function transmit(request: WireRequest, options: TransmitOptions): Promise<Reply> {
  return new Promise((resolve, reject) => {
    options.signal.throwIfAborted()
    const startedAt = performance.now()
    const url = new URL(request.url)
    const { request: open } = url.protocol === 'https:' ? https : http
    const client = open(url, { method: request.method, headers: headerLines(request, url), agent: false })
    let connected = false
    let dripping: NodeJS.Timeout | undefined

    const end = (settle: () => void) => {
      clearTimeout(timeout)
      clearInterval(dripping)
      options.signal.removeEventListener('abort', onAbort)
      client.destroy()
      settle()
    }
    const finish = (reply: Unclocked<Reply>) =>
      end(() => resolve({ ...reply, durationMs: performance.now() - startedAt }))
    const onAbort = () => end(() => reject(options.signal.reason))
    const timeout = setTimeout(() => finish({ kind: 'silent', connected }), options.timeoutMs)
    options.signal.addEventListener('abort', onAbort)

    client.on('error', (error) => finish({ kind: 'broken', code: connectionFailure(error), connected }))
    client.once('response', (response) => {
      clearInterval(dripping)
      void answerOf(response).then(finish)
    })
    client.once('socket', (socket) => {
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        connected = true
      })
    })
    dripping = write(client, request, () => options.onUnderWay?.())
  })
}

type Unclocked<T> = T extends unknown ? Omit<T, 'durationMs'> : never

function headerLines({ headers, body, pace = { kind: 'whole' } }: WireRequest, url: URL): readonly string[] {
  const length = pace.kind === 'stall' ? pace.announcedBytes : body.byteLength
  const framing =
    pace.kind === 'chunked' ? ['Transfer-Encoding', 'chunked'] : ['Content-Length', String(length)]
  return ['Host', url.host, ...headers.flat(), ...framing]
}

function write(
  client: http.ClientRequest,
  { body, pace = { kind: 'whole' } }: WireRequest,
  onUnderWay: () => void,
): NodeJS.Timeout | undefined {
  if (pace.kind === 'whole' || pace.kind === 'chunked') {
    client.end(body, onUnderWay)
    return undefined
  }
  if (pace.kind === 'stall') {
    client.write(body, onUnderWay)
    return undefined
  }
  let sent = Math.ceil(body.byteLength / 2)
  client.write(body.subarray(0, sent), onUnderWay)
  return setInterval(() => {
    // The last byte is never sent.
    if (sent < body.byteLength - 1) client.write(body.subarray(sent, ++sent))
  }, DRIP_MS)
}

async function answerOf(response: http.IncomingMessage): Promise<Unclocked<Reply>> {
  const chunks: Buffer[] = []
  let size = 0
  let cut = false
  try {
    for await (const chunk of response) {
      chunks.push(chunk)
      size += chunk.byteLength
      cut = size > MAX_ANSWER_BYTES
      if (cut) break
    }
  } catch {
    cut = true // the connection broke, but the status is known
  }
  return {
    kind: 'answered',
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
    ),
    body: Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8'),
    cut,
  }
}
