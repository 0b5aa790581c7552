import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bullmqInbox } from '@vidhook/bullmq'
import { postgresStore } from '@vidhook/postgres'
import { startPostgres, startRedis } from '@vidhook/test-servers'
import pg from 'pg'
import { inboxOptions } from './inbox-options.js'
import type { Role } from './setup.js'

export type StoreName = 'redis' | 'postgres'

/** A throw-away server of the run's own, which remembers across a restart what it had confirmed. */
export interface StoreServer {
  readonly url: string
  kill(): Promise<void>
  /** On the same port, with the same data. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** With the tables that processes of these roles need. */
export async function startStoreServer(store: StoreName, roles: readonly Role[]): Promise<StoreServer> {
  if (store === 'redis') return startDurableRedis()
  const server = await startPostgres()
  await (roles.includes('receive') ? createTable(server.url) : migrate(server.url))
  return server
}

/** Every write is on the disk before it is answered. By default Redis would forget the last second, or all. */
async function startDurableRedis(): Promise<StoreServer> {
  const dir = await mkdtemp(join(tmpdir(), 'vidhook-chaos-'))
  const config = { dir, appendonly: 'yes', appendfsync: 'always' }
  let server = await startRedis({ config })
  const { url, port } = server
  return {
    url,
    kill: () => server.stop(),
    async restart() {
      server = await startRedis({ port, config })
    },
    async stop() {
      await server.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function createTable(connectionString: string): Promise<void> {
  const pool = new pg.Pool({ connectionString })
  await postgresStore(pool).createTable()
  await pool.end()
}

async function migrate(url: string): Promise<void> {
  const inbox = bullmqInbox(inboxOptions('postgres', url))
  await inbox.migrate()
  await inbox.close()
}
