import { randomUUID } from 'node:crypto'
import { postgresServer, redisServer } from '@vidhook/test-servers'
import { Redis } from 'ioredis'
import pg from 'pg'
import { type BullmqInbox, type BullmqInboxOptions, bullmqInbox } from '../src/index.js'

/** A place for one file's inboxes: a prefix in Redis, a schema in Postgres. */
export interface Backend {
  readonly name: 'redis' | 'postgres'
  /** Options of an inbox. Each name is a queue of its own. */
  options(name?: string): BullmqInboxOptions
  /** All that is stored, as text. */
  dump(): Promise<string>
  remove(): Promise<void>
}

async function redisBackend(url?: string): Promise<Backend | undefined> {
  const server = url ?? (await redisServer())?.url
  if (server === undefined) return undefined
  const prefix = `test-${randomUUID()}`
  const redis = new Redis(server, { lazyConnect: true })
  const keys = () => redis.keys(`${prefix}:*`)
  return {
    name: 'redis',
    options: (name = 'vidhook') => ({ connection: { url: server }, prefix, name, log: false }),
    async dump() {
      const texts = await Promise.all((await keys()).map(async (key) => [key, await contentsOf(redis, key)]))
      return JSON.stringify(texts)
    },
    async remove() {
      for (const key of await keys()) await redis.del(key)
      await redis.quit()
    },
  }
}

async function contentsOf(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'hash':
      return redis.hgetall(key)
    case 'string':
      return redis.get(key)
    case 'list':
      return redis.lrange(key, 0, -1)
    case 'zset':
      return redis.zrange(key, '0', '-1')
    case 'set':
      return redis.smembers(key)
    case 'stream':
      return redis.xrange(key, '-', '+', 'COUNT', 10_000)
  }
  return undefined
}

export async function postgresBackend(url?: string): Promise<Backend | undefined> {
  const server = url ?? (await postgresServer())?.url
  if (server === undefined) return undefined
  const schema = `test_${randomUUID().replaceAll('-', '')}`
  const options = (name = 'vidhook'): BullmqInboxOptions => ({
    backend: 'postgres',
    connection: { connectionString: server, schema, max: 4 },
    name,
    log: false,
  })
  await bullmqInbox(options()).migrate()
  const query = async (text: string) => {
    const client = new pg.Client({ connectionString: server })
    await client.connect()
    try {
      return (await client.query(text)).rows
    } finally {
      await client.end()
    }
  }
  return {
    name: 'postgres',
    options,
    async dump() {
      const tables = await query(
        `SELECT table_name FROM information_schema.tables WHERE table_schema = '${schema}'`,
      )
      const rows = await Promise.all(
        tables.map(({ table_name }) => query(`SELECT * FROM ${schema}."${table_name}"`)),
      )
      return JSON.stringify(rows)
    },
    async remove() {
      await query(`DROP SCHEMA ${schema} CASCADE`)
    },
  }
}

export const BACKENDS = [
  ['Redis', redisBackend],
  ['Postgres', postgresBackend],
] as const

/** Closes what a test has opened, workers first. */
export function closing() {
  const open: { close(): Promise<unknown> }[] = []
  return {
    inbox(options: BullmqInboxOptions): BullmqInbox {
      const inbox = bullmqInbox(options)
      open.push(inbox)
      return inbox
    },
    also<Closable extends { close(): Promise<unknown> }>(closable: Closable): Closable {
      open.push(closable)
      return closable
    },
    async all() {
      for (const each of open.splice(0).reverse()) await each.close()
    },
  }
}
