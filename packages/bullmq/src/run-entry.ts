import { type EntryResult, handleEntry, reportDead } from '@vidhook/core/inbox'
import type { EntryJob, EntryReturn } from './bullmq.js'
import {
  type AttemptFailure,
  type JobRecord,
  messageOf,
  recordOf,
  storable,
  withAttempt,
} from './job-record.js'
import { createSuspects, EndedProcess, NotBegun, type SuspectOptions } from './suspects.js'

/** A receiver of `createReceiver()`, or what an adapter made of it, such as Express's `joggWebhook(secret, options)`. */
export type ReceiverSource = NamedReceiver | { readonly receiver: NamedReceiver }

interface NamedReceiver {
  readonly name: string
  readonly provider: { readonly name: string }
}

/** Runs the handlers of a job's entry. Rejects if they failed, which is how BullMQ is told. */
export type EntryRunner = (job: EntryJob, signal: AbortSignal | undefined) => Promise<EntryReturn>

/** Why a signal aborts whose worker lost the entry. */
export const LOST = 'The worker lost the entry: another one may work on it.'

/** @throws TypeError if two receivers have one name. */
export function entryRunner(sources: readonly ReceiverSource[], options: SuspectOptions): EntryRunner {
  const receivers = byName(sources)
  const suspects = createSuspects(options)

  const attempt = async (job: EntryJob, record: JobRecord, signal: AbortSignal | undefined) => {
    const receiver = receivers.get(job.data.receiver)
    // Tried again: another worker may have it, or the next version of this one.
    if (!receiver)
      throw new Error(
        `This worker has no receiver named ${JSON.stringify(job.data.receiver)}, only ${[...receivers.keys()].join(', ')}. Give it to inbox.work().`,
      )
    const number = job.attemptsMade + 1
    const isLast = number >= (job.opts.attempts ?? 1)
    const info = { number, isLast, succeeded: record.succeeded, signal }
    const result = await handleEntry(receiver, job.data, info)
    if (result.state === 'processed' || result.state === 'ignored') return { state: result.state }
    throw new FailedAttempt(result)
  }

  return async (job, signal) => {
    let before: JobRecord | undefined
    try {
      return await suspects.run(job, (record) => {
        before = record
        return attempt(job, record, signal)
      })
    } catch (error) {
      if (error instanceof NotBegun) throw error
      const failure = error instanceof FailedAttempt ? error.failure : { error }
      const receiver = receivers.get(job.data.receiver)
      if (receiver && error instanceof EndedProcess)
        await reportDead(receiver, job.data, { error, attempt: job.attemptsMade + 1 })
      // Another worker may remember by now how its attempt goes.
      if (signal?.reason !== LOST) await remember(job, before, failure)
      throw asJobError(failure)
    }
  }
}

/** If it cannot be remembered, the queue is away, and handlers that have succeeded may run again. */
async function remember(
  job: EntryJob,
  before: JobRecord | undefined,
  failure: AttemptFailure,
): Promise<void> {
  try {
    await job.updateProgress(withAttempt(before ?? recordOf(job), job, failure))
  } catch {}
}

/** One is stored for each attempt. In characters. */
const LONGEST_STACK = 1_000

/** Carries the result of an attempt that failed. */
class FailedAttempt extends Error {
  readonly failure: AttemptFailure
  constructor(result: EntryResult) {
    super(messageOf(result.error))
    this.failure = { error: result.error, result }
  }
}

/** The error that BullMQ stores: with a message and a stack that every database takes, and named so that it knows the last attempt. */
function asJobError({ error, result }: AttemptFailure): Error {
  const stored = new Error(messageOf(error), { cause: error })
  stored.stack = storable((error instanceof Error && error.stack) || stored.message, LONGEST_STACK)
  const isLast = result?.state === 'dead' || error instanceof EndedProcess
  // BullMQ knows it by its name as well as by its class.
  if (isLast) stored.name = 'UnrecoverableError'
  return stored
}

function byName(sources: readonly ReceiverSource[]): ReadonlyMap<string, NamedReceiver> {
  const receivers = new Map<string, NamedReceiver>()
  for (const source of sources) {
    // An adapter's middleware is a function, which has a name of its own.
    const receiver = 'receiver' in source ? source.receiver : source
    const other = receivers.get(receiver.name)
    if (other && other !== receiver)
      throw new TypeError(
        `inbox.work() was given two receivers named ${JSON.stringify(receiver.name)}. Give each a name of its own: createReceiver(provider, { name }).`,
      )
    receivers.set(receiver.name, receiver)
  }
  if (receivers.size === 0) throw new TypeError('inbox.work() needs the receivers whose handlers it runs.')
  return receivers
}
