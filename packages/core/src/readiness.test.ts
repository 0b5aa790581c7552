import { describe, expect, test } from 'vitest'
import type { Inbox } from './inbox/index.js'
import { createReceiver, hoox, jogg, MisconfiguredError, memoryStore, type Store } from './index.js'
import { SECRET, testReceiver } from './testing/test-receiver.js'

describe('a receiver', () => {
  test('is ready with a secret and a store that takes claims', async () => {
    const store = memoryStore()
    const { receiver } = testReceiver(jogg({ secret: SECRET }), { store })
    expect(await receiver.ready()).toEqual({ ok: true, problems: [] })
    expect(await Promise.all([receiver.ready(), receiver.ready()])).toMatchObject([
      { ok: true },
      { ok: true },
    ])
  })

  test('is ready without a store of its own', async () => {
    const { receiver } = testReceiver(jogg({ secret: SECRET }))
    expect(await receiver.ready()).toEqual({ ok: true, problems: [] })
  })

  test('is ready with a Hoox that anyone can forge: that is a warning', async () => {
    expect(await testReceiver(hoox()).receiver.ready()).toMatchObject({ ok: true })
  })

  test('is not ready without a secret', async () => {
    const { ok, problems } = await testReceiver(jogg({ secret: undefined })).receiver.ready()
    expect(ok).toBe(false)
    expect(problems).toEqual([
      { part: 'secret', code: 'secret_missing', message: expect.stringContaining('JOGG_WEBHOOK_SECRET') },
    ])
  })

  test.each<[string, Store['claim']]>([
    ['rejects', () => Promise.reject(new Error('ECONNREFUSED 10.0.0.1:6379'))],
    ['does not answer in time', () => new Promise(() => {})],
  ])('is not ready if its store %s', async (_, claim) => {
    const store = { ...memoryStore(), claim }
    const { receiver } = testReceiver(jogg({ secret: SECRET }), { store, storeTimeoutMs: 20 })
    expect(await receiver.ready()).toEqual({
      ok: false,
      problems: [
        {
          part: 'store',
          code: 'store_unavailable',
          message: expect.stringMatching(
            /^The store is unavailable: .*(ECONNREFUSED|claim\(\) within 20 ms)/,
          ),
          error: expect.any(Error),
        },
      ],
    })
  })
})

describe('a receiver with an inbox', () => {
  const put = async () => 'queued' as const
  const ready = (health?: Inbox['health']) =>
    testReceiver(jogg({ secret: SECRET }), {
      inbox: { put, ...(health && { health }) },
      storeTimeoutMs: 20,
    }).receiver.ready()

  test('is ready if the inbox can be reached, or does not tell', async () => {
    expect(await ready()).toEqual({ ok: true, problems: [] })
    expect(await ready(async () => ({ problems: [] }))).toEqual({ ok: true, problems: [] })
    const warning = { code: 'inbox_settings', message: 'Redis may evict entries.' }
    expect(await ready(async () => ({ problems: [warning] }))).toEqual({ ok: true, problems: [] })
  })

  test.each<[string, NonNullable<Inbox['health']>, string]>([
    [
      'says that it is unavailable',
      async () => ({ problems: [{ code: 'inbox_unavailable', message: 'ECONNREFUSED' }] }),
      'The inbox is unavailable: ECONNREFUSED',
    ],
    ['rejects', () => Promise.reject(new Error('boom')), 'The inbox is unavailable: boom'],
    [
      'does not answer',
      () => new Promise(() => {}),
      'The inbox is unavailable: The inbox did not answer health() within 20 ms.',
    ],
  ])('is not ready if the inbox %s', async (_, health, message) => {
    expect(await ready(health)).toMatchObject({
      ok: false,
      problems: [{ part: 'inbox', code: 'inbox_unavailable', message, error: expect.any(Error) }],
    })
  })
})

describe('the option strict', () => {
  test('makes a missing secret fatal', () => {
    const make = () => createReceiver(jogg({ secret: '' }), { strict: true, log: false })
    expect(make).toThrow(MisconfiguredError)
    expect(make).toThrow(/JOGG_WEBHOOK_SECRET/)
  })

  test('lets a receiver with a secret, or without a need for one, be made', () => {
    expect(() => createReceiver(jogg({ secret: SECRET }), { strict: true, log: false })).not.toThrow()
    expect(() => createReceiver(hoox(), { strict: true, log: false })).not.toThrow()
  })
})

describe('a store of the wrong shape is refused when the receiver is made', () => {
  const call = () => {}
  test.each<[string, unknown, string]>([
    ['a Redis client', { sendCommand: call, set: call }, 'pass redisStore(client) of @vidhook/redis.'],
    ['an ioredis client', { call, set: call }, 'pass redisStore(client) of @vidhook/redis.'],
    ['a pool', { query: call }, 'pass postgresStore(client) of @vidhook/postgres.'],
    ['a database', { prepare: call, exec: call }, 'pass sqliteStore(database) of @vidhook/sqlite.'],
    ['a promise', Promise.resolve(memoryStore()), 'It is a promise: await it first.'],
    ['a function', memoryStore, 'It is a function: pass what it returns.'],
    ['a name', 'redis', 'Pass memoryStore(), or redisStore(),'],
    ['a part of a store', { claim: call, renew: call }, 'has no complete(), release().'],
  ])('%s', (_, store, advice) => {
    const make = () => createReceiver(jogg({ secret: SECRET }), { store: store as Store, log: false })
    expect(make).toThrow(TypeError)
    expect(make).toThrow(advice)
  })
})
