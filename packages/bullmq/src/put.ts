import type { Inbox, InboxEntry } from '@vidhook/core/inbox'
import { inTime } from '../../core/src/once/deadline.js'
import type { InboxSettings } from './options.js'
import type { QueueClient } from './queue-client.js'

/** Puts entries into the queue: one command each. */
export function putter(client: QueueClient, settings: InboxSettings): Inbox['put'] {
  const pending = pendingLimit()
  // As few as possible: they are stored with every job, and the worker has the others. It also counts the pauses.
  const jobOptions = { attempts: settings.attempts, backoff: { type: 'capped' } }
  return async (entry, retentionMs) => {
    const put = pending.with(entry, async () => {
      const queue = await client.queue()
      // The key as the job's id would not do: an id is taken for as long as its job is kept, even if it is done or dead.
      const jobId = crypto.randomUUID()
      const deduplication = { id: entry.key, ttl: wholeMs(retentionMs) }
      const job = await queue.add(entry.eventName ?? 'unnamed', entry, {
        ...jobOptions,
        jobId,
        deduplication,
      })
      return job.id === jobId ? 'queued' : 'duplicate'
    })
    return inTime<'queued' | 'duplicate'>(put, LONGEST_PUT_MS, () => {
      client.reopen()
      return new Error(`The queue did not answer within ${LONGEST_PUT_MS} ms.`)
    })
  }
}

/** Redis and Postgres take whole milliseconds. */
function wholeMs(ms: number): number {
  return Math.max(1, Math.ceil(ms))
}

/** So many puts may wait for an answer. A queue that is frozen answers none, and each keeps its entry in memory. */
const MOST_PENDING = 1_000
/** In characters of their bodies. */
const MOST_PENDING_LENGTH = 64 * 1024 * 1024

/**
 * Longer than a receiver waits by default. A queue that was never reached, or is frozen, would have it wait for ever. Its connection
 * is given up then, with all that waits on it.
 */
const LONGEST_PUT_MS = 10_000

function pendingLimit() {
  let count = 0
  let length = 0
  return {
    async with<Result>(entry: InboxEntry, put: () => Promise<Result>): Promise<Result> {
      if (count >= MOST_PENDING || length >= MOST_PENDING_LENGTH)
        throw new Error(`The queue does not answer: ${count} events wait to be put into it.`)
      count++
      length += entry.body.length
      try {
        return await put()
      } finally {
        count--
        length -= entry.body.length
      }
    },
  }
}
