import { setTimeout as delay } from 'node:timers/promises'
import { type EntryJob, type EntryQueue, loadBullmq } from '../bullmq.js'
import { NO_RECORD, recordOf } from '../job-record.js'
import { type EntryFilter, type EntryState, matching } from './entries.js'
import { stateOf } from './look.js'

/** What can be done with an entry, and in which states. */
export type Change = 'retry' | 'replay' | 'drop'

export interface ChangeOptions {
  /** Count what matches, and change nothing. @default false */
  readonly dryRun?: boolean | undefined
  /** How many entries to change in a second at most. @default as many as go */
  readonly rate?: number | undefined
  /** The most entries to change, the latest first. @default all that match */
  readonly limit?: number | undefined
  /** Called after every entry. */
  readonly onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined
  /** Once it aborts, no further entry is changed. The result counts those that were. */
  readonly signal?: AbortSignal | undefined
}

export interface ChangeResult {
  /** How many entries matched. */
  readonly matched: number
  /** How many were changed. The others changed their state meanwhile, such as by somebody else's call. */
  readonly changed: number
}

const ALLOWED: Readonly<Record<Change, readonly EntryState[]>> = {
  retry: ['dead', 'delayed'],
  replay: ['dead', 'done'],
  drop: ['dead', 'delayed', 'waiting', 'done'],
}

/** What a filter without a state means. A drop of all that waits has to be asked for. */
const DEFAULT_STATE: Readonly<Record<Change, EntryState>> = { retry: 'dead', replay: 'done', drop: 'dead' }

/** So many at once: enough to hide the round trips, and no flood for the server. */
const AT_ONCE = 32

export async function changeEntries(
  queue: EntryQueue,
  change: Change,
  which: string | EntryFilter,
  options: ChangeOptions = {},
): Promise<ChangeResult> {
  const found =
    typeof which === 'string' ? await oneOf(queue, change, which) : await allOf(queue, change, which, options)
  if (options.dryRun) return { matched: found.length, changed: 0 }
  const { rate, onProgress, signal } = options
  const started = performance.now()
  let next = 0
  let done = 0
  let changed = 0
  const work = async () => {
    for (let index = next++; index < found.length; index = next++) {
      if (rate !== undefined) await pause(started + (index / rate) * 1_000 - performance.now(), signal)
      if (signal?.aborted) return
      const [id, state] = found[index] as Found
      if (await changeEntry(queue, change, id, state)) changed++
      onProgress?.({ done: ++done, total: found.length })
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, found.length) }, work))
  return { matched: found.length, changed }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (ms <= 0 || signal?.aborted) return
  await delay(ms, undefined, { signal }).catch(() => {})
}

type Found = readonly [id: string, state: EntryState]

async function oneOf(queue: EntryQueue, change: Change, id: string): Promise<readonly Found[]> {
  const state = await stateOf(queue, id)
  if (!state) return []
  if (!ALLOWED[change].includes(state))
    throw new TypeError(
      `The entry ${id} is ${state}. inbox.${change}() takes entries that are ${ALLOWED[change].join(' or ')}.`,
    )
  return [[id, state]]
}

/** All of them first, since they would move in the list while they are changed. */
async function allOf(
  queue: EntryQueue,
  change: Change,
  filter: EntryFilter,
  { limit = Number.POSITIVE_INFINITY, signal }: ChangeOptions,
): Promise<readonly Found[]> {
  const { state = DEFAULT_STATE[change] } = filter
  if (!ALLOWED[change].includes(state))
    throw new TypeError(
      `inbox.${change}() takes entries that are ${ALLOWED[change].join(' or ')}, not those that are ${state}.`,
    )
  const found = new Map<string, EntryState>()
  for await (const [job] of matching(queue, { ...filter, state })) {
    if (found.size >= limit || signal?.aborted) break
    if (job.id !== undefined) found.set(job.id, state)
  }
  return [...found]
}

/** `false` if the entry is not in this state any more. */
async function changeEntry(
  queue: EntryQueue,
  change: Change,
  id: string,
  state: EntryState,
): Promise<boolean> {
  const { Job } = await loadBullmq()
  // By its id alone: to read ten thousand of them would take as long as to change them.
  const job = new Job(queue, '', undefined, {}, id)
  try {
    if (change === 'drop') await job.remove()
    else if (state === 'delayed') await job.promote()
    else {
      if (change === 'replay') await forget(await queue.getJob(id))
      await job.retry(state === 'dead' ? 'failed' : 'completed', { resetAttemptsMade: true })
    }
    return true
  } catch (error) {
    if ((await stateOf(queue, id)) !== state) return false
    throw error
  }
}

/** All handlers run again. */
async function forget(job: EntryJob | undefined): Promise<void> {
  if (!job) return
  const { losses } = recordOf(job)
  await job.updateProgress({ ...NO_RECORD, losses: Math.max(losses, job.stalledCounter) })
}
