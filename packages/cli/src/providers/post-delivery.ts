import type { TestDelivery } from '@vidhook/core/testing'
import { connectionFailure } from '../connection-failure.js'

/** The result of one attempt to deliver. */
export type PostResult =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string; readonly durationMs: number }
  | { readonly kind: 'timeout'; readonly durationMs: number }
  /** No answer: nothing listens there, or the connection broke. `code` is the system's, such as `ECONNREFUSED`. */
  | { readonly kind: 'unreachable'; readonly code: string; readonly durationMs: number }

/** An answer's body is read up to this size: endpoints answer briefly. */
const MAX_BODY_BYTES = 64 * 1024

/**
 * Sends a delivery and waits no longer for its answer, body included, than the provider does. Redirects are not followed:
 * a 3xx does not acknowledge.
 *
 * @throws what aborted the signal.
 */
export async function postDelivery(
  delivery: TestDelivery,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<PostResult> {
  signal.throwIfAborted()
  const startedAt = performance.now()
  const elapsed = () => performance.now() - startedAt
  const limit = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(delivery.url, {
      ...delivery,
      redirect: 'manual',
      signal: AbortSignal.any([limit, signal]),
    })
    const body = await beginningOf(response)
    return { kind: 'answered', status: response.status, body, durationMs: elapsed() }
  } catch (error) {
    signal.throwIfAborted()
    if (limit.aborted) return { kind: 'timeout', durationMs: elapsed() }
    return { kind: 'unreachable', code: connectionFailure(error), durationMs: elapsed() }
  }
}

async function beginningOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    size += chunk.byteLength
    if (size >= MAX_BODY_BYTES) break // leaving the loop cancels the rest
  }
  return Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString('utf8')
}
