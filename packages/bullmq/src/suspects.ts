import type { EntryJob } from './bullmq.js'
import { type JobRecord, recordOf } from './job-record.js'

/**
 * Finds the event that ends its process.
 *
 * When a process ends, every entry that it worked on is lost alike, and only one of them may be the cause. So each of them is a
 * suspect when it comes back, and suspects run one at a time. The one whose process ends again is the cause. BullMQ's own
 * `maxStalledCount` would give up all that were lost twice, the innocent too.
 */
export interface Suspects {
  /**
   * Runs an attempt, a suspect's after those of the suspects before it.
   *
   * @throws EndedProcess instead if the process ended the last time this entry ran as a suspect.
   * @throws NotBegun instead if the worker closes, or loses the entry, before it is the suspect's turn.
   */
  run<Result>(job: EntryJob, attempt: (record: JobRecord) => Promise<Result>): Promise<Result>
}

export class EndedProcess extends Error {
  override readonly name = 'EndedProcess'
}

/** BullMQ knows it by its name: another worker runs the entry, and no attempt is counted. */
export class NotBegun extends Error {
  override readonly name = 'WaitingError'
}

export interface SuspectOptions {
  readonly lockMs: number
  readonly isClosing: () => boolean
}

export function createSuspects({ lockMs, isClosing }: SuspectOptions): Suspects {
  let last: Promise<unknown> = Promise.resolve()
  return {
    async run(job, attempt) {
      const record = recordOf(job)
      if (job.stalledCounter <= record.losses) return attempt(record)
      if (record.suspected)
        throw new EndedProcess(
          'The process ended twice while the handlers of this event ran, or its event loop stood still for longer than a lock.',
        )
      const turn = last.then(async () => {
        if (isClosing()) {
          await job.moveToWait(job.token)
          throw new NotBegun('The worker closes.')
        }
        // After a long wait, or a process that stood still, the lock may have ended unnoticed.
        if (!(await job.extendLock(job.token ?? '', lockMs))) throw new NotBegun('The entry was lost.')
        const begun = { ...record, suspected: true }
        await job.updateProgress(begun)
        return attempt(begun)
      })
      last = turn.catch(() => {})
      return turn
    },
  }
}
