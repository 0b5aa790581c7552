import { randomUUID } from 'node:crypto'
import type { Store } from '@vidhook/core'
import { canStartRedis, type PrivateRedis, startRedis } from '@vidhook/test-servers'
import { Redis } from 'ioredis'
import { createClient, RESP_TYPES } from 'redis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RedisClient, redisStore } from '../src/index.js'
import { type Connection, fromIoredis, fromNodeRedis, type Library, libraries } from './clients.js'

describe('redisStore', () => {
  test.each<[string, unknown, RegExp]>([
    ['a URL', 'redis://localhost', /pass a client, not its URL: new Redis\(url\)/],
    ['a URL object', new URL('redis://localhost'), /pass a client, not its URL/],
    ['a promise of a client', Promise.resolve(), /not a promise of it: const client = await createClient/],
    ['nothing', undefined, /neither evalsha\(\) nor evalSha\(\)/],
    ['another client', { query: () => {} }, /pass a client of ioredis or node-redis/],
  ])('given %s, says what to pass instead', (_, client, message) => {
    const given = client as RedisClient
    expect(() => redisStore(given)).toThrow(TypeError)
    expect(() => redisStore(given)).toThrow(message)
  })

  test('refuses a prefix that is not a string', () => {
    const options = { prefix: 7 } as unknown as { prefix: string }
    expect(() => redisStore(createClient(), options)).toThrow(/prefix must be a string, not number/)
  })

  test('given a node-redis client that is not connected, rejects every call and says why', async () => {
    const store = redisStore(createClient())
    await expect(store.claim('event', 1000)).rejects.toThrow(/await client.connect\(\)/)
  })

  test('rejects if the server gives an unknown answer', async () => {
    for (const reply of [undefined, null, true, 'OK', 2, Buffer.from('other')]) {
      const evalsha = async () => reply
      const store = redisStore({ evalsha, eval: evalsha })
      await expect(store.claim('event', 1000)).rejects.toThrow(/the store's scripts never return/)
      await expect(store.complete('event', 'token', 1000)).rejects.toThrow(/the store's scripts never return/)
    }
  })
})

describe.runIf(await canStartRedis()).each(libraries)('redisStore with $name', ({ connect }) => {
  let server: PrivateRedis
  let connection: Connection
  let redis: Redis
  beforeAll(async () => {
    server = await startRedis()
    connection = await connect(server.url)
    redis = new Redis(server.url)
  })
  afterAll(async () => {
    connection.close()
    redis.disconnect()
    await server.stop()
  })
  /** A slow machine may have spent 3 s of the time already. */
  const expectSecondsLeft = async (key: string, seconds: number) => {
    const left = (await redis.pttl(key)) / 1000
    expect(left).toBeLessThanOrEqual(seconds)
    expect(left).toBeGreaterThan(seconds - 3)
  }
  const storeOf = (prefix: string) => redisStore(connection.client, { prefix })

  test('keeps one key for each event, which expires with the lease, then with the retention', async () => {
    const prefix = newPrefix()
    const store = storeOf(prefix)
    const token = await claimed(store, 'jogg:evt_1', 5000)
    expect(await redis.get(`${prefix}jogg:evt_1`)).toBe(token)
    await expectSecondsLeft(`${prefix}jogg:evt_1`, 5)

    await store.renew('jogg:evt_1', token, 60_000)
    await expectSecondsLeft(`${prefix}jogg:evt_1`, 60)

    await store.complete('jogg:evt_1', token, 604_800_000)
    expect(await redis.get(`${prefix}jogg:evt_1`)).toBe(`done:${token}`)
    await expectSecondsLeft(`${prefix}jogg:evt_1`, 604_800)
    expect(await redis.keys(`${prefix}*`)).toEqual([`${prefix}jogg:evt_1`])
  })

  test('remembers a release for an hour, unless the event is claimed before', async () => {
    const prefix = newPrefix()
    const token = await claimed(storeOf(prefix), 'event', 5000)
    await storeOf(prefix).release('event', token)
    expect(await redis.get(`${prefix}event`)).toBe(`released:${token}`)
    await expectSecondsLeft(`${prefix}event`, 3600)
    const next = await claimed(storeOf(prefix), 'event', 5000)
    expect(await redis.get(`${prefix}event`)).toBe(next)
    await expectSecondsLeft(`${prefix}event`, 5)
  })

  test('keeps stores of different prefixes apart', async () => {
    await claimed(storeOf(newPrefix()), 'event', 5000)
    await claimed(storeOf(newPrefix()), 'event', 5000)
  })

  test('accepts times that Redis refuses: fractions, less than a millisecond, more than a number holds exactly', async () => {
    const store = storeOf(newPrefix())
    for (const [key, ms] of [
      ['a', 1666.6667],
      ['b', 0.25],
      ['c', 1e21],
    ] as const) {
      const token = await claimed(store, key, ms)
      expect(await store.renew(key, token, ms)).toBe(true)
      expect(await store.complete(key, token, ms)).toBe(true)
    }
  })

  test('works after the server has forgotten its scripts', async () => {
    const store = storeOf(newPrefix())
    await redis.script('FLUSH')
    const token = await claimed(store, 'event', 5000)
    await redis.script('FLUSH')
    expect(await store.renew('event', token, 5000)).toBe(true)
    await redis.script('FLUSH')
    expect(await store.release('event', token)).toBe(true)
    const next = await claimed(store, 'event', 5000)
    await redis.script('FLUSH')
    expect(await store.complete('event', next, 5000)).toBe(true)
  })

  test('makes one round trip for each call', async () => {
    const store = storeOf(newPrefix())
    await store.release('event', await claimed(store, 'event', 5000))
    const token = await claimed(store, 'event', 5000)
    await store.renew('event', token, 5000)
    await store.complete('event', token, 5000)
    await redis.config('RESETSTAT')

    const next = await claimed(store, 'next', 5000)
    await store.renew('next', next, 5000)
    await store.complete('next', next, 5000)
    await store.release('next', next)
    const statistics = await redis.info('commandstats')
    expect(statistics).toMatch(/^cmdstat_evalsha:calls=4,/m)
    expect(statistics).not.toMatch(/^cmdstat_eval:/m)
  })

  test('rejects if the key has a value of another type', async () => {
    const prefix = newPrefix()
    await redis.lpush(`${prefix}event`, 'a list')
    await expect(storeOf(prefix).claim('event', 1000)).rejects.toThrow(/WRONGTYPE/)
  })
})

describe.runIf(await canStartRedis())('redisStore with a client of unusual options', () => {
  let server: PrivateRedis
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server.stop())

  const buffers = { [RESP_TYPES.BLOB_STRING]: Buffer, [RESP_TYPES.NUMBER]: String }
  test.each<[string, Library['connect']]>([
    ['keyPrefix', async (url) => fromIoredis(new Redis(url, { keyPrefix: 'app:' }))],
    ['stringNumbers', async (url) => fromIoredis(new Redis(url, { stringNumbers: true }))],
    ['enableAutoPipelining', async (url) => fromIoredis(new Redis(url, { enableAutoPipelining: true }))],
    ['RESP 2', (url) => fromNodeRedis(createClient({ url, RESP: 2 }))],
    ['RESP 3', (url) => fromNodeRedis(createClient({ url, RESP: 3 }))],
    [
      'other reply types',
      (url) => fromNodeRedis(createClient({ url, commandOptions: { typeMapping: buffers } })),
    ],
  ])('%s, works too', async (_, connect) => {
    const connection = await connect(server.url)
    const store = redisStore(connection.client, { prefix: newPrefix() })
    const token = await claimed(store, 'event', 5000)
    expect(await store.claim('event', 5000)).toEqual({ state: 'busy' })
    expect(await store.renew('event', token, 5000)).toBe(true)
    expect(await store.release('event', 'another token')).toBe(false)
    expect(await store.complete('event', token, 5000)).toBe(true)
    expect(await store.claim('event', 5000)).toEqual({ state: 'done' })
    connection.close()
  })
})

function newPrefix(): string {
  return `redis-store:${randomUUID()}:`
}

async function claimed(store: Store, key: string, leaseMs: number): Promise<string> {
  const claim = await store.claim(key, leaseMs)
  if (claim.state !== 'claimed') throw new Error(`The event is ${claim.state}.`)
  return claim.token
}
