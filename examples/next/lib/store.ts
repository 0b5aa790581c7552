import type { Store } from '@vidhook/core'
import { postgresStore } from '@vidhook/postgres'
import { redisStore } from '@vidhook/redis'
import { Redis } from 'ioredis'
import pg from 'pg'
import { log } from './log-delivery'

/**
 * Where the app remembers which events are done: in Redis if there is a `REDIS_URL`, in Postgres if there is a
 * `DATABASE_URL`, else in memory. Next gives each route a bundle of its own, and so each opens a client of its own.
 */
export const store: Store | undefined = openStore()

function openStore(): Store | undefined {
  const { REDIS_URL, DATABASE_URL } = process.env
  if (REDIS_URL) {
    // It connects with the first delivery, so that a build needs no server, and again by itself.
    const client = new Redis(REDIS_URL, { lazyConnect: true })
    client.on('error', (err) => log.error({ err }, 'Redis'))
    return redisStore(client)
  }
  if (DATABASE_URL) {
    const pool = new pg.Pool({ connectionString: DATABASE_URL })
    pool.on('error', (err) => log.error({ err }, 'Postgres'))
    // Its table is made by a migration: see createTableSql() in docs/store-postgres.md.
    return postgresStore(pool)
  }
  return undefined
}
