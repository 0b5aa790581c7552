import { type Inbox, loggerOf } from '@vidhook/core/inbox'
import { helpLink } from '../../core/src/misconfigured.js'
import type { EntryQueue } from './bullmq.js'
import { type ChangeOptions, type ChangeResult, changeEntries } from './operations/change.js'
import type { EntryDetails, EntryFilter, EntrySummary } from './operations/entries.js'
import { healthOf, type InboxHealth, settingsProblems } from './operations/health.js'
import { countEntries, type EntryCounts, listEntries, showEntry } from './operations/look.js'
import { migrate } from './operations/migrate.js'
import { type BullmqInboxOptions, settingsOf } from './options.js'
import { putter } from './put.js'
import { queueClient } from './queue-client.js'
import type { ReceiverSource } from './run-entry.js'
import { whenReachable } from './when-reachable.js'
import { type InboxWorker, startWorker, type WorkOptions } from './work.js'

export type { AttemptRecord, RunRecord } from './job-record.js'
export type { ChangeOptions, ChangeResult } from './operations/change.js'
export type { EntryDetails, EntryFilter, EntryState, EntrySummary } from './operations/entries.js'
export type { InboxHealth, InboxProblem } from './operations/health.js'
export type { EntryCounts } from './operations/look.js'
export type {
  BullmqInboxOptions,
  PostgresConnectionOptions,
  PostgresInboxOptions,
  RedisConnectionOptions,
  RedisInboxOptions,
} from './options.js'
export type { ReceiverSource } from './run-entry.js'
export type { DeadEntry, InboxWorker, WorkOptions } from './work.js'

/** An inbox on BullMQ: what a receiver puts its events into, what a worker takes them from, and what an operator needs. */
export interface BullmqInbox extends Inbox {
  /**
   * Starts a worker, in this process. It runs the handlers of the receivers, each for the entries of its own name; all workers of
   * an inbox need the same receivers. With `GiveUpError` a handler ends an entry at once; any other failure is tried again.
   *
   * @throws TypeError if an option or a receiver is not usable.
   * @example
   * ```ts
   * const worker = inbox.work([jogg, hoox], { concurrency: 20 })
   * process.once('SIGTERM', () => worker.close().then(() => inbox.close()))
   * ```
   */
  work(receivers: readonly ReceiverSource[], options?: WorkOptions): InboxWorker
  /** Entries that match, the dead first, then the active, delayed, waiting and done ones, the latest first. @default limit 100 */
  list(filter?: EntryFilter & { readonly limit?: number | undefined }): Promise<readonly EntrySummary[]>
  /** All about one entry; `undefined` if there is none of this id. */
  show(id: string): Promise<EntryDetails | undefined>
  /**
   * Has dead entries tried again, from their first attempt on, and delayed ones at once. Handlers that have succeeded do not run
   * again. By id, or all that match; without a state, the dead.
   *
   * @throws TypeError if the entry, or the state of the filter, is neither dead nor delayed.
   */
  retry(which: string | EntryFilter, options?: ChangeOptions): Promise<ChangeResult>
  /**
   * Has all handlers run again for entries that are done or dead, those that have succeeded too: after a handler was mended that had
   * done the wrong thing. By id, or all that match; without a state, the done.
   *
   * @throws TypeError if the entry, or the state of the filter, is neither done nor dead.
   */
  replay(which: string | EntryFilter, options?: ChangeOptions): Promise<ChangeResult>
  /**
   * Removes entries for good, if no worker runs them. Should the sender repeat such an event, it is queued again. By id, or all that
   * match; without a state, the dead.
   *
   * @throws TypeError if the entry, or the state of the filter, is active.
   */
  drop(which: string | EntryFilter, options?: ChangeOptions): Promise<ChangeResult>
  /** How many entries are in each state. */
  counts(): Promise<EntryCounts>
  /**
   * Loads BullMQ and connects. Call it before the server listens: then the first delivery does not wait for that. Rejects if the
   * inbox cannot be used, such as without its tables. If it cannot be reached, waits until it can, or rejects after `timeoutMs`.
   * @default timeoutMs no limit
   */
  ready(options?: { readonly timeoutMs?: number | undefined }): Promise<void>
  /** For a health check. Never rejects, but waits for as long as the queue lets it wait. */
  health(): Promise<InboxHealth>
  /** On Postgres, makes BullMQ's tables or brings them up to date: a step of a deployment. On Redis there is nothing to do. */
  migrate(): Promise<void>
  /** Ends the connections. Close workers before. */
  close(): Promise<void>
}

/**
 * An inbox on BullMQ, in Redis or Postgres. Nothing is loaded or connected before it is used.
 *
 * @throws TypeError if an option is not usable.
 * @example
 * ```ts
 * export const inbox = bullmqInbox({ connection: { url: process.env.REDIS_URL } })
 * export const jogg = createReceiver(provider, { inbox, on: handlers })
 *
 * // On Postgres, after `await inbox.migrate()` in a deployment:
 * bullmqInbox({ backend: 'postgres', connection: { connectionString: process.env.DATABASE_URL } })
 * ```
 */
export function bullmqInbox(options: BullmqInboxOptions): BullmqInbox {
  const settings = settingsOf(options)
  const log = loggerOf(options.log)
  let isChecked = false
  const check = async (queue: EntryQueue) => {
    if (isChecked) return
    isChecked = true
    for (const { message } of await settingsProblems(queue, settings).catch(() => []))
      log.warn({ code: 'inbox_settings' }, `${message} See ${helpLink('inbox_settings')}`)
  }
  const client = queueClient(settings, log, check)

  return {
    put: putter(client, settings),
    work: (receivers, workOptions = {}) => startWorker(settings, receivers, workOptions, log),
    list: async ({ limit = 100, ...filter } = {}) => listEntries(await client.queue(), filter, limit),
    show: async (id) => showEntry(await client.queue(), id),
    retry: async (which, changing) => changeEntries(await client.queue(), 'retry', which, changing),
    replay: async (which, changing) => changeEntries(await client.queue(), 'replay', which, changing),
    drop: async (which, changing) => changeEntries(await client.queue(), 'drop', which, changing),
    counts: async () => countEntries(await client.queue()),
    ready: ({ timeoutMs } = {}) =>
      whenReachable(async () => (await client.queue()).waitUntilReady(), { timeoutMs }),
    health: () => healthOf(client.queue(), settings),
    migrate: () => migrate(settings),
    close: () => client.close(),
  }
}
