import type { EntryQueue } from '../bullmq.js'
import {
  detailsOf,
  type EntryDetails,
  type EntryFilter,
  type EntryState,
  type EntrySummary,
  matching,
  STATES,
  summaryOf,
} from './entries.js'

/** How many entries are in each state. */
export type EntryCounts = Readonly<Record<EntryState, number>>

export async function listEntries(
  queue: EntryQueue,
  filter: EntryFilter,
  limit: number,
): Promise<readonly EntrySummary[]> {
  const found: EntrySummary[] = []
  for await (const [job, state] of matching(queue, filter)) {
    if (found.length >= limit) break
    found.push(summaryOf(job, state))
  }
  return found
}

export async function showEntry(queue: EntryQueue, id: string): Promise<EntryDetails | undefined> {
  const job = await queue.getJob(id)
  const state = job && (await stateOf(queue, id))
  return job && state && detailsOf(job, state)
}

/** `undefined` if there is no such entry. */
export async function stateOf(queue: EntryQueue, id: string): Promise<EntryState | undefined> {
  const state = await queue.getJobState(id)
  return (Object.keys(STATES) as EntryState[]).find((each) => STATES[each] === state)
}

export async function countEntries(queue: EntryQueue): Promise<EntryCounts> {
  const counts = await queue.getJobCounts(...Object.values(STATES))
  const count = (state: EntryState) => counts[STATES[state]] ?? 0
  return {
    waiting: count('waiting') + (counts.paused ?? 0),
    active: count('active'),
    delayed: count('delayed'),
    done: count('done'),
    dead: count('dead'),
  }
}
