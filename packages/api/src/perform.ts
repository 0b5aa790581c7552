import { ApiError } from './api-error.js'
import type { Connection } from './connection.js'
import type { ApiCall } from './failure.js'
import { type ApiAnswer, send } from './send.js'

/** The longest wait before the second attempt. It doubles with each further attempt. */
const FIRST_WAIT_MS = 500
/** If the provider asks for a longer wait, the call fails at once. */
const LONGEST_WAIT_MS = 30_000

/**
 * Sends a call. A read is retried after a temporary failure. A call that changes something is sent once: without its
 * answer, it is unknown whether a job was started and charged.
 */
export async function perform<Output>(
  connection: Connection,
  call: ApiCall,
  read: (answer: ApiAnswer) => Output,
): Promise<Output> {
  for (let attempt = 0; ; attempt++) {
    try {
      const answer = await send(connection, call)
      connection.onAnswer?.(answer.headers)
      return read(answer)
    } catch (error) {
      if (call.method !== 'GET' || attempt >= connection.retries || !isTemporary(error)) throw error
      const waitMs = error.retryAfterMs ?? Math.random() * FIRST_WAIT_MS * 2 ** attempt
      if (waitMs > LONGEST_WAIT_MS) throw error
      await wait(waitMs, call.signal)
    }
  }
}

function isTemporary(error: unknown): error is ApiError {
  return (
    error instanceof ApiError &&
    ['timeout', 'unreachable', 'rate_limited', 'system_error'].includes(error.code)
  )
}

function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
