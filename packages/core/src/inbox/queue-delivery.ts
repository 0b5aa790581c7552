import { inTime } from '../once/deadline.js'
import { storeKey } from '../once/store-key.js'
import { type EntryParts, toEntry } from './entry.js'
import type { Inbox } from './inbox.js'

/** Where a receiver puts its events, and within which limits. */
export interface QueueOptions {
  readonly inbox: Inbox
  readonly retentionMs: number
  /** How long a `put` may take, in milliseconds. */
  readonly timeoutMs: number
}

export type QueueResult =
  | { readonly state: 'queued' | 'duplicate' }
  | { readonly state: 'unqueued'; readonly error: unknown }

/**
 * The web half of an inbox: puts an authentic event into it. Never rejects. A `put` that comes too late may still succeed: the
 * sender was asked to try again, and what it sends is a duplicate then.
 */
export async function queueDelivery(
  options: QueueOptions,
  parts: Omit<EntryParts, 'key'>,
): Promise<QueueResult> {
  const { inbox, retentionMs, timeoutMs } = options
  try {
    const entry = toEntry({ ...parts, key: await storeKey(parts.receiver, parts.identity) })
    const state = await inTime(inbox.put(entry, retentionMs), timeoutMs, () => tooLate(timeoutMs))
    // A user's own inbox may answer anything. An invalid answer must not lose the event.
    if (state === 'queued' || state === 'duplicate') return { state }
    throw new TypeError(
      `The inbox answered put() with ${JSON.stringify(state)}, not with "queued" or "duplicate".`,
    )
  } catch (error) {
    return { state: 'unqueued', error }
  }
}

function tooLate(timeoutMs: number): Error {
  return new Error(`The inbox did not take the event within ${timeoutMs} ms.`)
}
