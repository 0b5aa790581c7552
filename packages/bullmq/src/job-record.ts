import type { EntryResult } from '@vidhook/core/inbox'
import type { EntryJob } from './bullmq.js'

/** What is remembered of an entry from one attempt to the next: BullMQ's "progress" of its job. */
export interface JobRecord {
  /** The handlers that have succeeded. */
  readonly succeeded: readonly string[]
  /** The latest attempts that failed, the oldest first. */
  readonly attempts: readonly AttemptRecord[]
  /** How often a worker lost the entry (BullMQ's stalled counter) when an attempt last began alone or ended. */
  readonly losses: number
  /** An attempt that was suspected to end the process has begun, and not ended. */
  readonly suspected: boolean
}

/** One attempt that failed. */
export interface AttemptRecord {
  /** 1 for the first; begins anew with a retry of a dead entry. */
  readonly number: number
  readonly endedAt: string
  readonly runs: readonly RunRecord[]
  /** Why it failed. */
  readonly error: string
}

/** One handler's run. */
export interface RunRecord {
  /** What it listens for; `name#2` for the second handler of one name. */
  readonly handler: string
  readonly durationMs: number
  readonly error?: string
}

const KEPT_ATTEMPTS = 20

export const NO_RECORD: JobRecord = { succeeded: [], attempts: [], losses: 0, suspected: false }

export function recordOf({ progress }: Pick<EntryJob, 'progress'>): JobRecord {
  return typeof progress === 'object' && progress !== null ? { ...NO_RECORD, ...progress } : NO_RECORD
}

/** The record after an attempt that failed. */
export function withAttempt(record: JobRecord, job: EntryJob, failure: AttemptFailure): JobRecord {
  const attempt: AttemptRecord = {
    number: job.attemptsMade + 1,
    endedAt: new Date().toISOString(),
    runs: (failure.result?.runs ?? []).map(({ id, durationMs, ...run }) => ({
      handler: id,
      durationMs: Math.round(durationMs),
      ...('error' in run && { error: messageOf(run.error) }),
    })),
    error: messageOf(failure.error),
  }
  return {
    succeeded: failure.result?.succeeded ?? record.succeeded,
    attempts: [...record.attempts, attempt].slice(-KEPT_ATTEMPTS),
    losses: job.stalledCounter,
    suspected: false,
  }
}

export interface AttemptFailure {
  readonly error: unknown
  /** Absent if the handlers did not run. */
  readonly result?: EntryResult | undefined
}

/** Of an error whatever it is, short, and of characters that every database takes: Postgres refuses NUL and lone surrogates. */
export function messageOf(error: unknown): string {
  return storable(error instanceof Error ? error.message || error.name : String(error), 1_000)
}

export function storable(text: string, length: number): string {
  return text.slice(0, length).replace(/[\0\p{Cs}]/gu, '\uFFFD')
}
