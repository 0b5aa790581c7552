import { inTime } from '../once/deadline.js'
import { storeKey } from '../once/store-key.js'
import type { TraceContext } from '../report/instrument.js'
import { type EntryParts, toEntry } from './entry.js'
import type { Inbox, InboxEntry } from './inbox.js'

export interface QueueLimits {
  /** How long the inbox remembers the event, in milliseconds. */
  readonly retentionMs: number
  /** How long the inbox may take, in milliseconds. */
  readonly storeTimeoutMs: number
}

/** Something around `put()`, such as a span. What it gives is kept with the entry as its trace context. */
export type AroundPut = (
  put: (trace?: TraceContext) => Promise<'queued' | 'duplicate'>,
) => Promise<'queued' | 'duplicate'>

/**
 * The web half of an inbox: puts an authentic event into it. Rejects if the inbox cannot tell in time. It may still have taken the
 * event then: what the sender tries next is a duplicate.
 */
export async function queueDelivery(
  inbox: Inbox,
  { retentionMs, storeTimeoutMs }: QueueLimits,
  parts: Omit<EntryParts, 'key'>,
  around: AroundPut = (put) => put(),
): Promise<'queued' | 'duplicate'> {
  const entry = toEntry({ ...parts, key: await storeKey(parts.receiver, parts.identity) })
  const tooLate = () => new Error(`The inbox did not take the event within ${storeTimeoutMs} ms.`)
  const state = await around(async (trace) =>
    inTime(inbox.put(traced(entry, trace), retentionMs), storeTimeoutMs, tooLate),
  )
  // A user's own inbox may answer anything. An invalid answer must not lose the event.
  if (state === 'queued' || state === 'duplicate') return state
  throw new TypeError(`The inbox answered put() with ${state}.`)
}

function traced(entry: InboxEntry, trace: TraceContext | undefined): InboxEntry {
  if (trace?.traceparent === undefined) return entry
  const { tracestate: _, ...headers } = entry.headers
  const { traceparent, tracestate } = trace
  return { ...entry, headers: { ...headers, traceparent, ...(tracestate !== undefined && { tracestate }) } }
}
