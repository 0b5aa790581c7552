import { randomUUID } from 'node:crypto'
import { memoryStore } from '@vidhook/core'
import { postgresStore } from '@vidhook/postgres'
import { redisStore } from '@vidhook/redis'
import { Redis } from 'ioredis'
import pg from 'pg'
import { createClient } from 'redis'

const LEASE_MS = 3_000
const RETENTION_MS = 60_000
const PREFIX = `vidhook-bench:${randomUUID()}:`
const TABLE = 'vidhook_bench'

let keys = 0
const newKey = () => `jogg:evt_${keys++}`

export function memoryContender() {
  const map = new Map()
  return {
    name: 'Memory',
    bare: 'Map.set',
    notes:
      'No round trips; a call costs what its promise costs. New claims are the exception here: none of them is ever completed, so hundreds of thousands of ended leases lie before the next one and are swept. Beside whole deliveries, which complete, see the last line.',
    calls: {
      'Map.set': { call: async () => map.set(newKey(), Date.now()) },
      ...callsOf(() => memoryStore({ maxEntries: 5_000_000 })),
    },
    countedStore: () => ({ store: memoryStore(), count: () => 0 }),
    close() {},
  }
}

export async function redisContenders() {
  const { REDIS_URL: url = 'redis://127.0.0.1:6379' } = process.env
  const ioredis = new Redis(url)
  const nodeRedis = await createClient({ url }).connect()
  const version = /redis_version:(\S+)/.exec(await ioredis.info('server'))?.[1]
  const persistence = `appendonly ${(await ioredis.config('GET', 'appendonly'))[1]}`
  const notes = `Redis ${version}, ${persistence}. A call is one script, sent by its digest.`
  const bare = 'SET NX PX'
  return [
    {
      name: 'Redis, with ioredis',
      bare,
      notes,
      calls: {
        [bare]: { call: () => ioredis.set(PREFIX + newKey(), 'token', 'PX', LEASE_MS, 'NX') },
        ...callsOf(() => redisStore(ioredis, { prefix: PREFIX })),
      },
      countedStore: () =>
        counted(ioredis, ['evalsha', 'eval'], (client) => redisStore(client, { prefix: PREFIX })),
      close: () => ioredis.quit(),
    },
    {
      name: 'Redis, with node-redis',
      bare,
      notes,
      calls: {
        [bare]: {
          call: () =>
            nodeRedis.set(PREFIX + newKey(), 'token', {
              expiration: { type: 'PX', value: LEASE_MS },
              condition: 'NX',
            }),
        },
        ...callsOf(() => redisStore(nodeRedis, { prefix: PREFIX })),
      },
      countedStore: () =>
        counted(nodeRedis, ['evalSha', 'eval'], (client) => redisStore(client, { prefix: PREFIX })),
      close: () => nodeRedis.close(),
    },
  ]
}

export async function postgresContender() {
  const { DATABASE_URL, PGUSER = process.env.USER ?? 'root' } = process.env
  const pool = new pg.Pool({ connectionString: DATABASE_URL ?? `postgres://${PGUSER}@127.0.0.1:5432/test` })
  const options = { table: TABLE, purgeEvery: false }
  const store = postgresStore(pool, options)
  await pool.query(`DROP TABLE IF EXISTS ${TABLE}`)
  await store.createTable()
  const { rows } = await pool.query(
    "SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit",
  )
  const insert = `INSERT INTO ${TABLE} (key, token, done, expires_at)
    VALUES ($1, 'token', false, now() + interval '3 s') ON CONFLICT (key) DO NOTHING`
  const bare = 'INSERT … ON CONFLICT'
  return {
    name: 'Postgres, with pg',
    bare,
    notes: `Postgres ${rows[0].version}, fsync ${rows[0].fsync}, synchronous_commit ${rows[0].commit}, a pool of 10. A call is one statement.`,
    calls: { [bare]: { call: () => pool.query(insert, [newKey()]) }, ...callsOf(() => store) },
    countedStore: () => counted(pool, ['query'], (client) => postgresStore(client, options)),
    async close() {
      await pool.query(`DROP TABLE IF EXISTS ${TABLE}`)
      await pool.end()
    },
  }
}

/** The store's calls, as receivers make them. Each kind has a store of its own, so that none slows down over another's events. */
function callsOf(newStore) {
  const [fresh, busy, done, renewed, whole] = Array.from({ length: 5 }, newStore)
  return {
    'claim, new': { call: () => fresh.claim(newKey(), LEASE_MS) },
    'claim, busy': {
      prepare: (lanes) => claimEach(busy, lanes),
      call: (claims, lane) => busy.claim(claims[lane].key, LEASE_MS),
    },
    'claim, done': {
      async prepare(lanes) {
        const claims = await claimEach(done, lanes)
        for (const { key, token } of claims) await done.complete(key, token, RETENTION_MS)
        return claims
      },
      call: (claims, lane) => done.claim(claims[lane].key, LEASE_MS),
    },
    renew: {
      prepare: (lanes) => claimEach(renewed, lanes),
      call: (claims, lane) => renewed.renew(claims[lane].key, claims[lane].token, LEASE_MS),
    },
    'claim, then complete (two calls)': {
      async call() {
        const key = newKey()
        const { token } = await whole.claim(key, LEASE_MS)
        await whole.complete(key, token, RETENTION_MS)
      },
    },
  }
}

function claimEach(store, lanes) {
  return Promise.all(
    Array.from({ length: lanes }, async () => {
      const key = newKey()
      return { key, ...(await store.claim(key, RETENTION_MS)) }
    }),
  )
}

/** The same client, with a count of what is sent. */
function counted(client, methods, storeOf) {
  let count = 0
  const counting = new Proxy(client, {
    get(target, name) {
      const value = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      return (...args) => {
        if (methods.includes(name)) count++
        return value.apply(target, args)
      }
    },
  })
  return { store: storeOf(counting), count: () => count }
}
