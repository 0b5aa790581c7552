import { setTimeout as delay } from 'node:timers/promises'
import type { Context } from '@vidhook/core'
import type { Ledger } from '../ledger.js'
import type { Work } from '../providers.js'

export type Handler = (event: unknown, context: Context) => Promise<void>

/** A handler that does what the event says, and writes down that it did. It takes no heed of `context.signal`: the harder case. */
export function worksBy(ledger: Ledger, replica: number): Handler {
  return async (_event, { rawBody }) => {
    const { event_id, job_id, work }: { event_id?: string; job_id?: string; work: Work } = JSON.parse(
      Buffer.from(rawBody).toString(),
    )
    const run = await ledger.begin(event_id ?? job_id ?? '', replica)
    await delay(work.durationMs)
    const failed = run.failures < work.failures
    await ledger.end(run.id, failed ? 'failed' : 'succeeded')
    if (failed) throw new Error('As planned.')
  }
}
