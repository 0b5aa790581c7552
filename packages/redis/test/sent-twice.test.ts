import type { Store } from '@vidhook/core'
import { canStartRedis, type PrivateRedis, startRedis } from '@vidhook/test-servers'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { redisStore } from '../src/index.js'
import { type BreakableConnection, breakableConnection } from './broken-connection.js'

// When a connection breaks, ioredis sends unanswered calls again, although the server may have executed them.
describe.runIf(await canStartRedis())('a call that reaches the server twice', () => {
  let server: PrivateRedis
  let connection: BreakableConnection
  let redis: Redis
  let store: Store
  beforeEach(async () => {
    server = await startRedis()
    connection = await breakableConnection(server)
    redis = new Redis(connection.url)
    redis.on('error', () => {})
    store = redisStore(redis)
    // Call each once before, so that the server knows the scripts and the lost answer is that of the tested call.
    for (const call of ['renew', 'complete'] as const) await store[call]('other', 'token', 10_000)
    await store.claim('other', 10_000)
    await store.release('other', 'token')
  })
  afterEach(async () => {
    redis.disconnect()
    connection.close()
    await server.stop()
  })

  async function claimed(key: string): Promise<string> {
    const claim = await store.claim(key, 10_000)
    if (claim.state !== 'claimed') throw new Error(`The event is ${claim.state}.`)
    return claim.token
  }

  test('is not answered busy because of its own first claim', async () => {
    connection.breakBeforeAnswer()
    const token = await claimed('event')
    expect(await store.claim('event', 10_000)).toEqual({ state: 'busy' })
    expect(await store.complete('event', token, 10_000)).toBe(true)
  })

  test('completes the event and answers true', async () => {
    const token = await claimed('event')
    connection.breakBeforeAnswer()
    expect(await store.complete('event', token, 10_000)).toBe(true)
    expect(await store.claim('event', 10_000)).toEqual({ state: 'done' })
  })

  test('renews the lease and answers true', async () => {
    const token = await claimed('event')
    connection.breakBeforeAnswer()
    expect(await store.renew('event', token, 10_000)).toBe(true)
  })

  test('releases nothing that another has claimed in between', async () => {
    const token = await claimed('event')
    connection.breakBeforeAnswer()
    const release = store.release('event', token)
    const other = new Redis(server.url)
    await expect.poll(() => redisStore(other).claim('event', 10_000)).toMatchObject({ state: 'claimed' })
    expect(await release).toBe(false)
    expect(await redisStore(other).claim('event', 10_000)).toEqual({ state: 'busy' })
    other.disconnect()
  })
})
