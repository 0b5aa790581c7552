import { errorCode } from '../../core/src/error-code.js'
import { ApiError } from './api-error.js'
import type { Connection } from './connection.js'
import { type ApiCall, excerptWithoutKey, failure } from './failure.js'

/** An answer of the API, read to its end. */
export interface ApiAnswer {
  readonly status: number
  readonly headers: Headers
  /** The body as text; it need not be JSON. */
  readonly text: string
}

/** Larger answers are not read. Twenty endpoints take some 20 KB. */
const MAX_ANSWER_BYTES = 1_048_576

/**
 * One attempt: sends the call and reads the whole answer within `timeoutMs`. It uses fetch, which all runtimes have and users
 * can replace.
 */
export async function send(connection: Connection, call: ApiCall): Promise<ApiAnswer> {
  call.signal?.throwIfAborted()
  const body = bodyOf(connection, call)
  const limit = limitOf(connection, call)
  try {
    // The race enforces the limit even if the user's fetch ignores its signal.
    return await Promise.race([exchange(connection, call, body, limit.signal), limit.passed])
  } catch (error) {
    call.signal?.throwIfAborted()
    if (error instanceof ApiError) throw error
    // The error is not kept as the cause: an error of the user's own fetch may contain the request, and with it the key.
    const reason = excerptWithoutKey(connection, reasonOf(error))
    const unsent = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(reason)
    throw failure(connection, call, 'unreachable', `No answer: ${reason}.`, { maybeDone: !unsent })
  } finally {
    limit.clear()
  }
}

function bodyOf(connection: Connection, call: ApiCall): string | undefined {
  if (call.body === undefined) return undefined
  try {
    return JSON.stringify(call.body)
  } catch {
    throw failure(connection, call, 'invalid_request', 'The request cannot be serialized as JSON.')
  }
}

async function exchange(
  connection: Connection,
  call: ApiCall,
  body: string | undefined,
  signal: AbortSignal,
): Promise<ApiAnswer> {
  const fetch = connection.fetch ?? globalThis.fetch
  const response = await fetch(connection.baseUrl + call.path, {
    method: call.method,
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...connection.headers,
    },
    ...(body !== undefined && { body }),
    redirect: 'manual',
    signal,
  })
  const { status, headers } = response
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    void response.body?.cancel().catch(() => {})
    const to = headers.get('location')
    const host =
      to !== null && URL.canParse(to, connection.baseUrl) ? new URL(to, connection.baseUrl).host : ''
    throw failure(connection, call, 'redirected', `The answer is a redirect${host && ` to ${host}`}.`, {
      status,
      maybeDone: true,
    })
  }
  const text = await readText(response)
  if (text !== undefined) return { status, headers, text }
  const tooLarge = `The answer is larger than ${MAX_ANSWER_BYTES} bytes, and was not read completely.`
  throw failure(connection, call, 'unexpected_answer', tooLarge, { status, maybeDone: true })
}

/** `undefined` if the body is too long. Then the rest is not read. */
async function readText({ body }: Response): Promise<string | undefined> {
  if (!body) return ''
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let size = 0
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    size += value.byteLength
    if (size > MAX_ANSWER_BYTES) {
      void reader.cancel().catch(() => {})
      return undefined
    }
    text += decoder.decode(value, { stream: true })
  }
}

interface Limit {
  readonly signal: AbortSignal
  /** Rejects when the time is up, or when the caller aborts. */
  readonly passed: Promise<never>
  clear(): void
}

function limitOf(connection: Connection, call: ApiCall): Limit {
  const controller = new AbortController()
  const end = (reason: unknown) => controller.abort(reason)
  const timer = setTimeout(() => {
    const what = `No complete answer within ${connection.timeoutMs} ms.`
    end(failure(connection, call, 'timeout', what, { maybeDone: true }))
  }, connection.timeoutMs)
  const onAbort = () => end(call.signal?.reason)
  call.signal?.addEventListener('abort', onAbort)
  const { signal } = controller
  return {
    signal,
    passed: new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
    }),
    clear() {
      clearTimeout(timer)
      call.signal?.removeEventListener('abort', onAbort)
    },
  }
}

/** The messages of an error and its causes: `fetch failed` alone does not name the reason. */
function reasonOf(error: unknown): string {
  const words: string[] = []
  for (let each = error; each instanceof Error && words.length < 4; each = each.cause) {
    const code = errorCode(each)
    if (each.message !== '' || code !== undefined)
      words.push(each.message + (code === undefined ? '' : ` (${code})`))
  }
  return words.join(': ') || 'the connection failed'
}
