import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JoggEvents, Receiver } from '@vidhook/core'
import { joggDelivery } from '@vidhook/core/testing'
import { createTableSql, postgresStore } from '@vidhook/postgres'
import { type RedisClient, redisStore } from '@vidhook/redis'
import { postgresServer, redisServer } from '@vidhook/test-servers'
import { Redis } from 'ioredis'
import { Pool, type PoolClient, type QueryResult } from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { answerTo } from './answer-to.js'
import { freePort, runSample, type Surroundings, serveSample } from './run-sample.js'
import { samplesFolder } from './samples.js'

const secret = 'whsec_local'

const sample = (file: string) => import(join(samplesFolder, file))

/** Sends an event to a process that runs the sample. */
async function deliver(file: string, event_id: string, surroundings: Surroundings) {
  return answerTo(await sendTo(file, event_id, surroundings))
}

/** Starts a process that runs the sample, and returns a function that sends it the event. */
async function sendTo(file: string, event_id: string, { env, cwd }: Surroundings) {
  const { url } = await serveSample(file, { env: { ...env, JOGG_WEBHOOK_SECRET: secret }, cwd })
  const delivery = await joggDelivery('generated_avatar_video_success', { secret, event_id })
  return () => fetch(`${url}/webhooks/jogg`, delivery)
}

const redis = await redisServer()

describe.runIf(redis)('on Redis', () => {
  const url = redis?.url ?? ''
  const env = { REDIS_URL: url }

  test.each([
    ['docs/store-redis/ioredis.ts', 'ioredis'],
    ['docs/store-redis/node-redis.ts', 'node-redis'],
    ['packages/redis/README/server.ts', 'ioredis'],
  ])('the processes of %s share what is done, with %s', async (file) => {
    const event_id = `docs-${randomUUID()}`
    expect(await deliver(file, event_id, { env })).toEqual({ outcome: 'processed' })
    expect(await deliver(file, event_id, { env })).toEqual({ outcome: 'duplicate' })

    const client = new Redis(url)
    expect(await client.del(`vidhook:jogg:${event_id}`)).toBe(1)
    client.disconnect()
  })

  test('the clients of docs/store-redis.md that fail at once do so', async () => {
    const { ioredis, nodeRedis }: { ioredis: Redis; nodeRedis: RedisClient } = await sample(
      'docs/store-redis/fail-at-once.ts',
    )
    const claims = [ioredis, nodeRedis].map((client) => redisStore(client).claim('docs', 1))
    for (const claim of claims) await expect(claim).rejects.toThrow()
    ioredis.disconnect()
  })
})

const postgres = await postgresServer()

describe.runIf(postgres)('on Postgres', () => {
  const schema = `docs_${randomUUID().replaceAll('-', '')}`
  const url = new URL(postgres?.url ?? 'postgres://localhost')
  url.searchParams.set('options', `-c search_path=${schema}`)
  const env = { DATABASE_URL: url.href }
  const pool = new Pool({ connectionString: url.href })
  beforeAll(async () => {
    await pool.query(`CREATE SCHEMA ${schema}`)
    await pool.query('CREATE TABLE charges (video_id text, seconds real)')
  })
  afterAll(async () => {
    await pool.query(`DROP SCHEMA ${schema} CASCADE`)
    await pool.end()
    vi.unstubAllEnvs()
  })

  test.each([
    ['docs/store-postgres/store.ts', 'docs/store-postgres/migrate.ts'],
    ['packages/postgres/README/server.ts', 'packages/postgres/README/migrate.ts'],
  ])('the processes of %s share what is done, once %s has created the table', async (file, migrate) => {
    await pool.query('DROP TABLE IF EXISTS vidhook_events')
    const event_id = randomUUID()
    const sendBefore = await sendTo(file, event_id, { env })
    expect(await (await sendBefore()).json()).toMatchObject({ outcome: 'unavailable' })
    const migration = runSample(migrate, { env })
    await migration.ended
    expect(migration.process.exitCode).toBe(0)
    expect(await deliver(file, event_id, { env })).toEqual({ outcome: 'processed' })
    expect(await deliver(file, event_id, { env })).toEqual({ outcome: 'duplicate' })
  })

  test('a build that imports docs/store-postgres/store.ts needs no database', async () => {
    vi.stubEnv('DATABASE_URL', `postgres://127.0.0.1:${await freePort()}/none`)
    vi.stubEnv('JOGG_WEBHOOK_SECRET', secret)
    const { jogg }: { jogg: { receiver: Receiver<JoggEvents> } } = await sample(
      'docs/store-postgres/store.ts',
    )
    const delivery = await joggDelivery('generated_avatar_video_success', { secret })
    jogg.receiver.on('*', () => {})
    expect((await jogg.receiver.receive(delivery)).kind).toBe('unavailable')
  })

  test('docs/store-postgres/exactly-once.ts charges once, though the receiver has forgotten the event', async () => {
    const file = 'docs/store-postgres/exactly-once.ts'
    await pool.query(createTableSql())
    expect(await deliver(file, 'evt_1', { env })).toEqual({ outcome: 'processed' })
    await pool.query("DELETE FROM vidhook_events WHERE key = 'jogg:evt_1'")
    expect(await deliver(file, 'evt_1', { env })).toEqual({ outcome: 'processed' })
    expect((await pool.query('SELECT * FROM charges')).rows).toHaveLength(1)
  })

  test('docs/store-postgres/migration.ts creates its table', async () => {
    const { up }: { up(client: PoolClient): Promise<QueryResult> } = await sample(
      'docs/store-postgres/migration.ts',
    )
    const client = await pool.connect()
    await client.query('BEGIN; CREATE SCHEMA webhooks')
    await up(client)
    const claim = await postgresStore(client, { table: 'webhooks.events' }).claim('key', 1000)
    await client.query('ROLLBACK')
    client.release()
    expect(claim.state).toBe('claimed')
  })

  test('docs/store-postgres/nightly.ts deletes what has expired', async () => {
    vi.stubEnv('DATABASE_URL', url.href)
    await pool.query(createTableSql())
    await pool.query('DELETE FROM vidhook_events')
    await pool.query("INSERT INTO vidhook_events VALUES ('key', 'token', true, now() - interval '1 s')")
    const { nightly }: { nightly(): Promise<number> } = await sample('docs/store-postgres/nightly.ts')
    expect(await nightly()).toBe(1)
  })
})

// Available since Node 22.13.
describe.runIf(isBuiltin('node:sqlite'))('on SQLite', () => {
  test.each(['docs/store-sqlite/store.ts', 'packages/sqlite/README/server.ts'])(
    'the processes of %s share what is done',
    async (file) => {
      const cwd = mkdtempSync(join(tmpdir(), 'vidhook-docs-'))
      onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
      expect(await deliver(file, 'evt_1', { cwd })).toEqual({ outcome: 'processed' })
      expect(await deliver(file, 'evt_1', { cwd })).toEqual({ outcome: 'duplicate' })
    },
  )
})
