import * as http from 'node:http'
import * as https from 'node:https'
import { errorCode } from '../../core/src/error-code.js'

/** Headers in their original case and order. A repeated header is a repeated pair. */
export type HeaderPairs = readonly (readonly [name: string, value: string])[]

/**
 * A request whose headers and timing are under full control: fetch would repair what a probe breaks on purpose. The clients of
 * `@vidhook/api` have another job: they retry, and use the fetch of any runtime.
 */
export interface HttpRequest {
  readonly method: string
  readonly url: string
  /** Sent as given. Host and the body's length are added. */
  readonly headers: HeaderPairs
  readonly body: Uint8Array
  readonly pace?: Pace
}

/**
 * How the body is sent. `whole`: at once, with Content-Length. `chunked`: at once, without Content-Length. `drip`: half of it,
 * then a byte a second, never the last one. `stall`: all of it, after a Content-Length that promises more.
 */
export type Pace =
  | { readonly kind: 'whole' | 'chunked' | 'drip' }
  | { readonly kind: 'stall'; readonly announcedBytes: number }

export type HttpReply =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: HeaderPairs
      readonly body: Buffer
      /** The body is incomplete: it was larger than the limit, or the connection broke. */
      readonly cut: boolean
      readonly durationMs: number
    }
  /** No complete answer in time. */
  | { readonly kind: 'timeout'; readonly connected: boolean; readonly durationMs: number }
  /** No connection, or it broke. `code` is the system's or Node's, such as `ECONNREFUSED`. */
  | {
      readonly kind: 'unreachable'
      readonly code: string
      readonly connected: boolean
      readonly durationMs: number
    }

export interface SendOptions {
  /** From the start of the request to the last byte of the answer, in milliseconds. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** The rest of a larger answer is not read. @default 65536 */
  readonly maxAnswerBytes?: number
  /** Whether requests share connections. If not, each has its own. @default false */
  readonly keepAlive?: boolean
  /** Whether an answer counts although its body broke off. If not, the reply is `unreachable`. @default false */
  readonly keepBroken?: boolean
  /** Called once the server has a connection and the beginning of the body is on its way. */
  readonly onUnderWay?: () => void
}

export const MAX_ANSWER_BYTES = 64 * 1024
const DRIP_MS = 1_000

/**
 * Sends a request and reads the answer. Redirects are not followed, since no provider is known to follow them.
 *
 * @throws the signal's reason once the signal aborts.
 * @throws TypeError if a header has a character that HTTP does not allow.
 */
export function sendRequest(request: HttpRequest, options: SendOptions): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    options.signal.throwIfAborted()
    const startedAt = performance.now()
    const url = new URL(request.url)
    const isSecure = url.protocol === 'https:'
    const client = (isSecure ? https : http).request(url, {
      method: request.method,
      headers: headerLines(request, url),
      ...(!options.keepAlive && { agent: false }),
    })
    let connected = false
    let dripping: NodeJS.Timeout | undefined

    const end = (settle: () => void) => {
      clearTimeout(timeout)
      clearInterval(dripping)
      options.signal.removeEventListener('abort', onAbort)
      client.destroy() // no effect on a connection that went back to the agent
      settle()
    }
    const finish = (reply: Untimed<HttpReply>) =>
      end(() => resolve({ ...reply, durationMs: performance.now() - startedAt }))
    const fail = (error: Error) =>
      finish({ kind: 'unreachable', code: errorCode(error) ?? error.message, connected })
    const onAbort = () => end(() => reject(options.signal.reason))
    const timeout = setTimeout(() => finish({ kind: 'timeout', connected }), options.timeoutMs)
    options.signal.addEventListener('abort', onAbort)

    client.on('error', fail)
    client.once('response', (response) => {
      clearInterval(dripping)
      readAnswer(response, options).then(finish, fail)
    })
    client.once('socket', (socket) => {
      if (client.reusedSocket) connected = true
      else
        socket.once(isSecure ? 'secureConnect' : 'connect', () => {
          connected = true
        })
    })
    dripping = writeBody(client, request, () => options.onUnderWay?.())
  })
}

type Untimed<Reply> = Reply extends unknown ? Omit<Reply, 'durationMs'> : never

function headerLines({ headers, body, pace = { kind: 'whole' } }: HttpRequest, url: URL): readonly string[] {
  const length = pace.kind === 'stall' ? pace.announcedBytes : body.byteLength
  const framing =
    pace.kind === 'chunked' ? ['Transfer-Encoding', 'chunked'] : ['Content-Length', String(length)]
  return ['Host', url.host, ...headers.flat(), ...framing]
}

function writeBody(
  client: http.ClientRequest,
  { body, pace = { kind: 'whole' } }: HttpRequest,
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
    if (sent < body.byteLength - 1) client.write(body.subarray(sent, ++sent))
  }, DRIP_MS)
}

/** @throws Error if the connection breaks before the end of the body, unless `keepBroken` is set. */
async function readAnswer(
  response: http.IncomingMessage,
  { maxAnswerBytes = MAX_ANSWER_BYTES, keepBroken = false }: SendOptions,
): Promise<Untimed<HttpReply>> {
  const chunks: Buffer[] = []
  let size = 0
  let cut = false
  try {
    for await (const chunk of response) {
      chunks.push(chunk)
      size += chunk.byteLength
      cut = size > maxAnswerBytes
      if (cut) break
    }
  } catch (error) {
    if (!keepBroken) throw error
    cut = true
  }
  return {
    kind: 'answered',
    status: response.statusCode ?? 0,
    headers: headerPairs(response),
    body: Buffer.concat(chunks, Math.min(size, maxAnswerBytes)),
    cut,
  }
}

/** The headers of a node:http message. */
export function headerPairs({ rawHeaders }: http.IncomingMessage): HeaderPairs {
  const pairs: [string, string][] = []
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    pairs.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? ''])
  return pairs
}
