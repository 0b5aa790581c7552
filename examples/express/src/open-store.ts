import type { Store } from '@vidhook/core'
import { postgresStore } from '@vidhook/postgres'
import { redisStore } from '@vidhook/redis'
import { Redis } from 'ioredis'
import pg from 'pg'
import { log } from './log.js'

/** Where the app remembers which events are done. */
export interface OpenStore {
  /** None: the receivers remember in memory, and say so in the log. */
  readonly store: Store | undefined
  /** Once nothing runs any more. */
  close(): Promise<unknown>
}

/** In Redis if there is a `REDIS_URL`, in Postgres if there is a `DATABASE_URL`. Any number of processes may share it. */
export async function openStore(): Promise<OpenStore> {
  const { REDIS_URL, DATABASE_URL } = process.env
  if (REDIS_URL) return openRedis(REDIS_URL)
  if (DATABASE_URL) return openPostgres(DATABASE_URL)
  return { store: undefined, close: async () => {} }
}

function openRedis(url: string): OpenStore {
  const client = new Redis(url)
  // It connects again by itself. Meanwhile deliveries are answered 503, and the providers come again.
  client.on('error', (err) => log.error({ err }, 'Redis'))
  return { store: redisStore(client), close: () => client.quit() }
}

async function openPostgres(url: string): Promise<OpenStore> {
  const pool = new pg.Pool({ connectionString: url })
  pool.on('error', (err) => log.error({ err }, 'Postgres'))
  const store = postgresStore(pool)
  await store.createTable() // or run the SQL of createTableSql() as a migration
  return { store, close: () => pool.end() }
}
