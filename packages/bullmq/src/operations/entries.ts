import type { InboxEntry } from '@vidhook/core/inbox'
import type { JobType } from 'bullmq'
import type { EntryJob, EntryQueue } from '../bullmq.js'
import { type AttemptRecord, recordOf } from '../job-record.js'

/**
 * - `waiting`: for a worker.
 * - `active`: a worker runs its handlers.
 * - `delayed`: a handler failed, and the next attempt is not due yet.
 * - `done`: all handlers have succeeded, or nobody listens for it. Kept for a while.
 * - `dead`: given up, and kept until somebody retries or drops it.
 */
export type EntryState = 'waiting' | 'active' | 'delayed' | 'done' | 'dead'

export const STATES: Readonly<Record<EntryState, JobType>> = {
  dead: 'failed',
  active: 'active',
  delayed: 'delayed',
  waiting: 'waiting',
  done: 'completed',
}

/** Which entries. What is left out does not matter. */
export interface EntryFilter {
  readonly state?: EntryState | undefined
  /** The receiver's name. */
  readonly receiver?: string | undefined
  /** The event's name. */
  readonly event?: string | undefined
  readonly identity?: string | undefined
  /** A part of the last error's message. */
  readonly error?: string | undefined
  /** Received at this time or later. */
  readonly since?: Date | undefined
  /** Received before this time. */
  readonly until?: Date | undefined
}

/** An entry, in a line. */
export interface EntrySummary {
  readonly id: string
  readonly state: EntryState
  readonly receiver: string
  readonly provider: string
  readonly eventName: string | null
  readonly identity: string
  readonly receivedAt: Date
  /** How many attempts were made, since the last retry of a dead entry. */
  readonly attempts: number
  /** Why the last attempt failed. */
  readonly error: string | undefined
  /** When a delayed entry is tried again. */
  readonly nextAttemptAt: Date | undefined
  /** When it was done or given up. */
  readonly finishedAt: Date | undefined
}

/** All about an entry. */
export interface EntryDetails extends EntrySummary {
  readonly entry: InboxEntry
  /** Handlers that have succeeded, and do not run again. */
  readonly succeeded: readonly string[]
  /** The latest attempts that failed, with each handler's error, the oldest first. */
  readonly failures: readonly AttemptRecord[]
}

export function summaryOf(job: EntryJob, state: EntryState): EntrySummary {
  const { receiver, provider, eventName, identity, receivedAt } = job.data
  return {
    id: job.id ?? '',
    state,
    receiver,
    provider,
    eventName,
    identity,
    receivedAt: new Date(receivedAt),
    attempts: job.attemptsMade,
    error: state === 'done' ? undefined : (job.failedReason ?? recordOf(job).attempts.at(-1)?.error),
    nextAttemptAt: state === 'delayed' ? nextAttemptAt(job) : undefined,
    finishedAt: job.finishedOn === undefined ? undefined : new Date(job.finishedOn),
  }
}

export function detailsOf(job: EntryJob, state: EntryState): EntryDetails {
  const { succeeded, attempts } = recordOf(job)
  return { ...summaryOf(job, state), entry: job.data, succeeded, failures: attempts }
}

/** BullMQ counts the delay from the end of the attempt. */
function nextAttemptAt(job: EntryJob): Date | undefined {
  const endedAt = recordOf(job).attempts.at(-1)?.endedAt
  return endedAt === undefined ? undefined : new Date(Date.parse(endedAt) + job.delay)
}

/** Bodies of 1 MiB are allowed, so a page must not be large. */
const PAGE = 250

/**
 * How many jobs a page shares with the one before it. Postgres gives those that ended in the same millisecond in any order, another
 * one for each page, and a job that is removed meanwhile moves all that follow it.
 */
const OVERLAP = 50

/**
 * Entries that match, the latest of each state first, page by page. One that changes its state meanwhile may be left out. None comes
 * twice.
 */
export async function* matching(
  queue: EntryQueue,
  filter: EntryFilter,
): AsyncGenerator<[EntryJob, EntryState]> {
  const states = filter.state ? [filter.state] : (Object.keys(STATES) as EntryState[])
  const seen = new Set<string>()
  for (const state of states) {
    for (let start = 0; ; start += PAGE - OVERLAP) {
      // A page may be shorter than asked for where a job was removed meanwhile.
      const jobs = await queue.getJobs(STATES[state], start, start + PAGE - 1)
      if (jobs.length === 0) break
      const fresh = jobs.filter((job) => job?.id !== undefined && !seen.has(job.id))
      for (const job of fresh) {
        seen.add(job.id ?? '')
        if (matches(summaryOf(job, state), filter)) yield [job, state]
      }
    }
  }
}

function matches(entry: EntrySummary, filter: EntryFilter): boolean {
  const { receiver, event, identity, error, since, until } = filter
  return (
    (receiver === undefined || entry.receiver === receiver) &&
    (event === undefined || entry.eventName === event) &&
    (identity === undefined || entry.identity === identity) &&
    (error === undefined || (entry.error ?? '').includes(error)) &&
    (since === undefined || entry.receivedAt >= since) &&
    (until === undefined || entry.receivedAt < until)
  )
}
