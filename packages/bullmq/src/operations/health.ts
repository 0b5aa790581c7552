import type { EntryQueue } from '../bullmq.js'
import type { InboxSettings } from '../options.js'
import { countEntries, type EntryCounts } from './look.js'

/** Whether an inbox can be used, and how it is getting on. */
export interface InboxHealth {
  /** It can be reached, and nothing is wrong with its settings. */
  readonly ok: boolean
  readonly backend: 'redis' | 'postgres'
  /** What is wrong, each with a code that docs/errors.md explains. */
  readonly problems: readonly InboxProblem[]
  /** Absent if the queue cannot be reached. */
  readonly counts?: EntryCounts | undefined
  /** How long the oldest entry has waited for a worker, in milliseconds. Absent if none waits. */
  readonly oldestWaitingMs?: number | undefined
}

export interface InboxProblem {
  readonly code: 'inbox_unavailable' | 'inbox_settings'
  readonly message: string
}

export async function healthOf(queue: Promise<EntryQueue>, settings: InboxSettings): Promise<InboxHealth> {
  const { backend } = settings
  try {
    const open = await queue
    const [counts, oldest, problems] = await Promise.all([
      countEntries(open),
      open.getJobs('waiting', 0, 0, true),
      settingsProblems(open, settings),
    ])
    const since = oldest[0]?.timestamp
    return {
      ok: problems.length === 0,
      backend,
      problems,
      counts,
      ...(since !== undefined && { oldestWaitingMs: Math.max(0, Date.now() - since) }),
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { ok: false, backend, problems: [{ code: 'inbox_unavailable', message }] }
  }
}

/** What of the server's settings may lose entries. `INFO` says it also where `CONFIG` is forbidden, as on managed servers. */
export async function settingsProblems(
  queue: EntryQueue,
  { backend }: InboxSettings,
): Promise<readonly InboxProblem[]> {
  if (backend !== 'redis') return []
  const client = await queue.getBackend().client
  const info = await client.info()
  const setting = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1]
  const policy = setting('maxmemory_policy')
  const messages = [
    ...(policy !== undefined && policy !== 'noeviction'
      ? [
          `Redis may evict entries when its memory is full: maxmemory-policy is ${policy}. Set it to noeviction.`,
        ]
      : []),
    ...(setting('aof_enabled') === '0'
      ? ['Redis forgets entries when it restarts: it writes no append-only file. Set appendonly to yes.']
      : []),
  ]
  return messages.map((message) => ({ code: 'inbox_settings', message }))
}
