import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { postgresStore } from '@vidhook/postgres'
import { Redis } from 'ioredis'
import pg from 'pg'
import { startChild } from '../child.js'
import { inTurns, median, medianOf, ratio } from '../rounds.js'

const IN_FLIGHT = 32
const replica = new URL('replica.js', import.meta.url)

/** The same number of deliveries under way, spread over 1, 2, 4 and 8 receivers, each in a process of its own. */
export async function measureReplicas({ quick }) {
  const tables = []
  for (const openStore of [openRedis, openPostgres]) {
    const { kind, url, name, close } = await openStore()
    const contenders = []
    try {
      for (const size of [1, 2, 4, 8]) {
        const replicas = await Promise.all(Array.from({ length: size }, () => startChild(replica)))
        contenders.push({ size, replicas, share: IN_FLIGHT / size })
        await Promise.all(replicas.map((each) => each.call('open', kind, url, name)))
      }
      const ms = quick ? 500 : 1_500
      const rounds = await inTurns(contenders, quick ? 3 : 6, (contender) => receive(contender, ms))
      // The first is warm-up.
      for (const round of rounds) round.shift()
      tables.push({
        kind,
        rows: contenders.map(({ size }, index) => ({
          at: size,
          perSecond: medianOf(rounds[index], 'perSecond'),
          p50: medianOf(rounds[index], 'p50'),
          p99: medianOf(rounds[index], 'p99'),
          besideFirst: ratio(rounds[index], rounds[0], 'perSecond'),
        })),
      })
    } finally {
      await Promise.all(contenders.flatMap(({ replicas }) => replicas.map((each) => each.stop())))
      await close()
    }
  }
  return tables
}

async function receive({ replicas, share }, ms) {
  const enough = Math.ceil((30 * ms) / replicas.length) + share
  for (const each of replicas) await each.call('prepare', enough)
  const results = await Promise.all(replicas.map((each) => each.call('receiveFor', ms, share)))
  return {
    perSecond: (results.reduce((sum, { received }) => sum + received, 0) / ms) * 1000,
    p50: median(results.map(({ p50 }) => p50)),
    p99: Math.max(...results.map(({ p99 }) => p99)),
  }
}

async function openRedis() {
  const { REDIS_URL: url = 'redis://127.0.0.1:6379' } = process.env
  const name = `vidhook-bench:${randomUUID()}:`
  return {
    kind: 'redis',
    url,
    name,
    async close() {
      const redis = new Redis(url)
      for await (const keys of redis.scanStream({ match: `${name}*`, count: 5_000 }))
        if (keys.length > 0) await redis.unlink(keys)
      await redis.quit()
    },
  }
}

async function openPostgres() {
  const { DATABASE_URL, PGUSER = userInfo().username } = process.env
  const url = DATABASE_URL ?? `postgres://${PGUSER}@127.0.0.1:5432/test`
  const name = `vidhook_bench_${randomUUID().replaceAll('-', '')}`
  const pool = new pg.Pool({ connectionString: url })
  await postgresStore(pool, { table: name }).createTable()
  return {
    kind: 'postgres',
    url,
    name,
    async close() {
      await pool.query(`DROP TABLE ${name}`)
      await pool.end()
    },
  }
}
