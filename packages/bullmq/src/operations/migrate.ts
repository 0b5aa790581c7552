import { loadBullmq } from '../bullmq.js'
import { connectionFor } from '../connections.js'
import type { InboxSettings } from '../options.js'

/** Makes BullMQ's tables in Postgres, or brings them up to this version. */
export async function migrate(settings: InboxSettings): Promise<void> {
  if (settings.backend !== 'postgres') return
  const { PostgresConnection } = await loadBullmq()
  const connection = new PostgresConnection({ ...connectionFor(settings, 'worker'), migrate: true })
  try {
    await connection.waitUntilReady()
  } finally {
    await connection.close()
  }
}
