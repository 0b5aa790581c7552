import type { Store } from '@vidhook/core'
import { postgresStore } from '@vidhook/postgres'
import { redisStore } from '@vidhook/redis'
import { Redis } from 'ioredis'
import pg from 'pg'
import { log } from './log.js'

/** The store for done events, opened by the app. */
export interface OpenStore {
  /** `undefined`: the receivers use the memory store, and log that. */
  readonly store: Store | undefined
  /** Call it when no handler runs any more. */
  close(): Promise<unknown>
}

/** Uses Redis if `REDIS_URL` is set, Postgres if `DATABASE_URL` is set. Any number of processes may share either. */
export async function openStore(): Promise<OpenStore> {
  const { REDIS_URL, DATABASE_URL } = process.env
  if (REDIS_URL) return openRedis(REDIS_URL)
  if (DATABASE_URL) return openPostgres(DATABASE_URL)
  return { store: undefined, close: async () => {} }
}

function openRedis(url: string): OpenStore {
  const client = new Redis(url)
  // The client reconnects by itself. Meanwhile deliveries are answered 503, and the providers send them again.
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
