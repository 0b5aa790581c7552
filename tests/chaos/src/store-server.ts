import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { postgresStore } from '@vidhook/postgres'
import { startPostgres, startRedis } from '@vidhook/test-servers'
import pg from 'pg'

export type StoreName = 'redis' | 'postgres'

/** A server for this run only. It keeps confirmed writes across a restart. */
export interface StoreServer {
  readonly url: string
  kill(): Promise<void>
  /** Starts it again on the same port, with the same data. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export function startStoreServer(store: StoreName): Promise<StoreServer> {
  return store === 'redis' ? startDurableRedis() : startPostgresWithTable()
}

/** Every write is on the disk before it is answered. By default Redis would lose the last second, or everything. */
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

async function startPostgresWithTable(): Promise<StoreServer> {
  const server = await startPostgres()
  const pool = new pg.Pool({ connectionString: server.url })
  await postgresStore(pool).createTable()
  await pool.end()
  return server
}
