import type { Store } from '@vidhook/core'
import { postgresStore } from '@vidhook/postgres'
import { redisStore } from '@vidhook/redis'
import { Redis } from 'ioredis'
import pg from 'pg'
import { log } from './log-delivery'

/**
 * The store for done events: Redis if `REDIS_URL` is set, Postgres if `DATABASE_URL` is set, else `undefined`, which means
 * memory. Next makes a separate bundle for each route, so each route opens its own client.
 */
export const store: Store | undefined = openStore()

function openStore(): Store | undefined {
  const { REDIS_URL, DATABASE_URL } = process.env
  if (REDIS_URL) {
    // Connects at the first delivery, so that a build needs no server. It reconnects by itself.
    const client = new Redis(REDIS_URL, { lazyConnect: true })
    client.on('error', (err) => log.error({ err }, 'Redis'))
    return redisStore(client)
  }
  if (DATABASE_URL) {
    const pool = new pg.Pool({ connectionString: DATABASE_URL })
    pool.on('error', (err) => log.error({ err }, 'Postgres'))
    // Create its table with a migration: see createTableSql() in docs/store-postgres.md.
    return postgresStore(pool)
  }
  return undefined
}
