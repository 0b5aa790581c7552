import type { TestDelivery } from '@vidhook/core/testing'
import type { HttpReply } from '../http-client.js'
import type { postDelivery } from '../providers/post-delivery.js'
import { acknowledges, type Schedule } from '../providers/schedule.js'

/** One attempt to deliver. */
export interface Attempt {
  /** Counted from 1. */
  readonly number: number
  readonly answer: HttpReply
  readonly acknowledged: boolean
  /** When the next try begins, counted from the end of this one. Absent if this was the last. */
  readonly retryAfterMs?: number
}

export interface DeliverOptions {
  readonly schedule: Schedule
  /** If false, there is one try. */
  readonly retry: boolean
  readonly signal: AbortSignal
  readonly post: typeof postDelivery
  readonly wait: (ms: number, signal: AbortSignal) => Promise<unknown>
  readonly onAttempt?: (attempt: Attempt) => void
}

/**
 * Acts as the provider: tries until the delivery is acknowledged or the schedule ends. It ignores `Retry-After`: neither
 * provider documents that it follows it.
 *
 * @throws the signal's reason once the signal aborts.
 */
export async function deliver(delivery: TestDelivery, options: DeliverOptions): Promise<readonly Attempt[]> {
  const { schedule, retry, signal, post, wait, onAttempt } = options
  const attempts: Attempt[] = []
  for (let number = 1; ; number++) {
    const answer = await post(delivery, { timeoutMs: schedule.timeoutMs, signal })
    const acknowledged = answer.kind === 'answered' && acknowledges(answer.status)
    const retryAfterMs = retry && !acknowledged ? schedule.retriesAfterMs[number - 1] : undefined
    const attempt = { number, answer, acknowledged, ...(retryAfterMs !== undefined && { retryAfterMs }) }
    attempts.push(attempt)
    onAttempt?.(attempt)
    if (retryAfterMs === undefined) return attempts
    await wait(retryAfterMs, signal)
  }
}
