import type { InboxEntry } from '@vidhook/core/inbox'
import type { BackendFactory, Job, Queue } from 'bullmq'
import { connectionFor, type Use } from './connections.js'
import type { InboxSettings } from './options.js'
import { withQuietClients } from './quiet-client.js'

/** BullMQ's queue and job, with what an inbox puts into them. On either backend: what differs is not used here. */
export type EntryQueue = Queue<InboxEntry, EntryReturn, string>
export type EntryJob = Job<InboxEntry, EntryReturn, string>

/** What a job that is done returned. */
export interface EntryReturn {
  readonly state: 'processed' | 'ignored'
}

/** Loaded when it is first needed: it takes a tenth of a second, and a build that imports a route needs none of it. */
export function loadBullmq(): Promise<typeof import('bullmq')> {
  return import('bullmq')
}

/** Options that queue and worker have in common, and the backend to give as the last argument. */
export async function backendOptions(settings: InboxSettings, use: Use) {
  const { createPostgresBackend, createRedisBackend } = await loadBullmq()
  const { backend, prefix } = settings
  return {
    options: { connection: connectionFor(settings, use), prefix },
    // Typed as one of the two: both are BullMQ's own interface.
    backend: (backend === 'postgres'
      ? withQuietClients(createPostgresBackend as BackendFactory)
      : createRedisBackend) as typeof createRedisBackend,
  }
}
