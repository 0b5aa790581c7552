import type { Store } from '@vidhook/core'
import { postgresStore } from '@vidhook/postgres'
import { redisStore } from '@vidhook/redis'
import type { FastifyBaseLogger } from 'fastify'
import pg from 'pg'
import { createClient } from 'redis'

/** The store for done events, opened by the app. */
export interface OpenStore {
  /** `undefined`: the receivers use the memory store, and log that. */
  readonly store: Store | undefined
  /** Call it when no handler runs any more. */
  close(): Promise<unknown>
}

/** Uses Redis if `REDIS_URL` is set, Postgres if `DATABASE_URL` is set. Any number of processes may share either. */
export async function openStore(log: FastifyBaseLogger): Promise<OpenStore> {
  const { REDIS_URL, DATABASE_URL } = process.env
  if (REDIS_URL) return openRedis(REDIS_URL, log)
  if (DATABASE_URL) return openPostgres(DATABASE_URL, log)
  return { store: undefined, close: async () => {} }
}

async function openRedis(url: string, log: FastifyBaseLogger): Promise<OpenStore> {
  // By default, node-redis waits longer and longer before it reconnects: up to 2 s, which is most of a lease.
  const client = createClient({ url, socket: { reconnectStrategy: 200 } })
  // Meanwhile deliveries are answered 503, and the providers send them again.
  client.on('error', (err) => log.error({ err }, 'Redis'))
  await client.connect()
  return { store: redisStore(client), close: () => client.close() }
}

async function openPostgres(url: string, log: FastifyBaseLogger): Promise<OpenStore> {
  const pool = new pg.Pool({ connectionString: url })
  pool.on('error', (err) => log.error({ err }, 'Postgres'))
  const store = postgresStore(pool)
  await store.createTable() // or run the SQL of createTableSql() as a migration
  return { store, close: () => pool.end() }
}
