import type { Logger } from '@vidhook/core'
import { backendOptions, type EntryQueue, loadBullmq } from './bullmq.js'
import { closeQueue } from './close.js'
import type { InboxSettings } from './options.js'

/** A connection to the queue, opened when it is first used. */
export interface QueueClient {
  /** Resolves once the queue is open, though it may not be reached yet. */
  queue(): Promise<EntryQueue>
  /** Gives the connection up. The next call opens another. */
  reopen(): void
  close(): Promise<void>
}

/**
 * BullMQ tries only once to make a queue ready, and on Postgres it fails for good if the database is away then. So a queue that
 * could not be made ready is closed, and the next call opens another.
 *
 * @param onReady called when a queue can be used for the first time
 */
export function queueClient(
  settings: InboxSettings,
  log: Logger,
  onReady: (queue: EntryQueue) => unknown,
): QueueClient {
  let opening: Promise<EntryQueue> | undefined
  let closed = false

  const open = async () => {
    const [{ Queue }, { options, backend }] = await Promise.all([
      loadBullmq(),
      backendOptions(settings, 'web'),
    ])
    // The version is checked by the worker. Here it would only delay the first event.
    const queue: EntryQueue = new Queue(settings.name, { ...options, skipVersionCheck: true }, backend)
    // Without a listener, an error of a connection would end the process. Each call has its own error.
    queue.on('error', (error) => log.debug({ err: error }, 'The connection to the inbox has an error.'))
    queue.waitUntilReady().then(
      () => onReady(queue),
      () => discard(queue),
    )
    return queue
  }

  const discard = async (queue: EntryQueue) => {
    // Another may be open by now.
    if ((await opening?.catch(() => undefined)) === queue) opening = undefined
    await closeQueue(queue)
  }

  return {
    queue() {
      if (closed) return Promise.reject(new Error('The inbox is closed.'))
      opening ??= open().catch((error: unknown) => {
        opening = undefined
        throw error
      })
      return opening
    },
    reopen() {
      opening?.then(discard, () => {})
    },
    async close() {
      closed = true
      const queue = await opening?.catch(() => undefined)
      if (queue) await closeQueue(queue)
    },
  }
}
