import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { postgresStore } from '@vidhook/postgres'
import { Redis } from 'ioredis'
import pg from 'pg'

const { REDIS_URL, DATABASE_URL, PGUSER = userInfo().username } = process.env
const redisUrl = REDIS_URL ?? 'redis://127.0.0.1:6379'
const postgresUrl = DATABASE_URL ?? `postgres://${PGUSER}@127.0.0.1:5432/test`

/** @throws if a server of the stores is not there. */
export async function checkServers() {
  for (const open of [openRedis, openPostgres]) {
    const { close } = await open()
    await close()
  }
}

/** Keys of its own, gone afterwards. */
export async function openRedis() {
  const redis = new Redis(redisUrl, { lazyConnect: true, retryStrategy: () => null })
  await redis.connect().catch((error) => {
    throw new Error('The bench needs Redis, at REDIS_URL or on this machine.', { cause: error })
  })
  const name = `vidhook-bench:${randomUUID()}:`
  return {
    kind: 'redis',
    url: redisUrl,
    name,
    async close() {
      for await (const keys of redis.scanStream({ match: `${name}*`, count: 5_000 }))
        if (keys.length > 0) await redis.unlink(keys)
      await redis.quit()
    },
  }
}

/** A table of its own, gone afterwards. */
export async function openPostgres() {
  const pool = new pg.Pool({ connectionString: postgresUrl })
  const name = `vidhook_bench_${randomUUID().replaceAll('-', '')}`
  await postgresStore(pool, { table: name })
    .createTable()
    .catch((error) => {
      throw new Error('The bench needs Postgres, at DATABASE_URL or on this machine.', { cause: error })
    })
  return {
    kind: 'postgres',
    url: postgresUrl,
    name,
    async close() {
      await pool.query(`DROP TABLE ${name}`)
      await pool.end()
    },
  }
}
