import { createReceiver, jogg, type Outcome } from '@vidhook/core'
import { joggDelivery } from '@vidhook/core/testing'
import { canStartRedis, type PrivateRedis, startRedis } from '@vidhook/test-servers'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { redisStore } from '../src/index.js'
import { type Connection, libraries } from './clients.js'

const secret = 'whsec_test'
const storeTimeoutMs = 300
/** Time for a claim and a completion, both limited to `storeTimeoutMs`, on a busy machine. */
const IN_TIME_MS = 2 * storeTimeoutMs + 3_000

describe.runIf(await canStartRedis()).each(libraries)('a receiver on Redis, with $name', ({ connect }) => {
  let server: PrivateRedis
  let connection: Connection
  let runs: string[]
  let errors: unknown[]
  /** Delivers an event to a real receiver. Fails if the answer takes too long. */
  let deliver: (event_id: string) => Promise<Outcome['kind']>
  /** The body of the handler. */
  let work: () => void

  beforeEach(async () => {
    server = await startRedis()
    connection = await connect(server.url)
    runs = []
    errors = []
    work = () => {}
    const receiver = createReceiver(jogg({ secret }), {
      store: redisStore(connection.client),
      storeTimeoutMs,
      leaseMs: 3000,
      log: false,
      on: {
        '*': async (_, { identity }) => {
          runs.push(identity)
          work()
        },
      },
      onDelivery: ({ error }) => errors.push(error),
    })
    deliver = async (event_id) => {
      const delivery = await joggDelivery('generated_script_success', { secret, event_id })
      const start = performance.now()
      const { kind } = await receiver.receive(delivery)
      expect(performance.now() - start).toBeLessThan(IN_TIME_MS)
      if (kind === 'duplicate') expect(runs).toContain(event_id)
      return kind
    }
  })
  afterEach(async () => {
    connection.close()
    await server.stop()
  })

  /** Delivers an event again and again, as a provider does, until it is acknowledged. */
  const deliverUntilDone = (event_id: string) =>
    vi.waitFor(
      async () => {
        const kind = await deliver(event_id)
        if (kind !== 'processed' && kind !== 'duplicate') throw new Error(`The delivery was ${kind}.`)
        return kind
      },
      { timeout: 20_000, interval: 100 },
    )
  /** Delivers an event again and again until the server, and not the time limit, refuses it. */
  const deliverUntilRefused = (event_id: string, error: RegExp) =>
    vi.waitFor(
      async () => {
        expect(await deliver(event_id)).toBe('unavailable')
        expect(String(errors.at(-1))).toMatch(error)
      },
      { timeout: 20_000, interval: 100 },
    )
  const askServer = async <Result>(ask: (redis: Redis) => Promise<Result>): Promise<Result> => {
    const redis = new Redis(server.url)
    try {
      return await ask(redis)
    } finally {
      redis.disconnect()
    }
  }

  test('refuses while the server is down, and works again when it is back', async () => {
    await server.stop()
    expect(await deliver('evt_1')).toBe('unavailable')
    expect(await deliver('evt_1')).toBe('unavailable')
    expect(runs).toEqual([])

    server = await startRedis({ port: server.port })
    expect(await deliverUntilDone('evt_1')).toBe('processed')
    expect(runs).toEqual(['evt_1'])
  })

  test('refuses while the server hangs, and the late claim does not block the event', async () => {
    server.freeze()
    expect(await deliver('evt_1')).toBe('unavailable')
    expect(runs).toEqual([])

    server.thaw()
    expect(await deliverUntilDone('evt_1')).toBe('processed')
    expect(runs).toEqual(['evt_1'])
  })

  test('refuses while every answer takes 5 s', async () => {
    await deliverUntilDone('evt_done')
    await askServer((redis) => redis.call('CLIENT', 'PAUSE', '5000'))
    expect(await deliver('evt_done')).toBe('unavailable')
    expect(await deliver('evt_1')).toBe('unavailable')

    expect(await deliverUntilDone('evt_1')).toBe('processed')
    expect(await deliverUntilDone('evt_done')).toBe('duplicate')
    expect(runs).toEqual(['evt_done', 'evt_1'])
  })

  test('survives a server that hangs while the handlers run', async () => {
    work = () => server.freeze()
    // The work is done, whether or not it could be completed in the store.
    expect(await deliverUntilDone('evt_1')).toBe('processed')

    work = () => {}
    server.thaw()
    // The delayed completion has arrived by now.
    expect(await deliverUntilDone('evt_1')).toBe('duplicate')
    expect(runs).toEqual(['evt_1'])
  })

  test('survives a server that restarts during a claim', async () => {
    server.freeze()
    const claim = deliver('evt_1')
    await server.stop()
    server = await startRedis({ port: server.port })
    // A client that sends the claim again may still be in time.
    expect(await claim).toBe(runs.length > 0 ? 'processed' : 'unavailable')
    await deliverUntilDone('evt_1')
    expect(await deliverUntilDone('evt_1')).toBe('duplicate')
    expect(runs).toEqual(['evt_1'])
  })

  test('refuses new events on a read-only replica, and accepts them once it is a master', async () => {
    const master = await startRedis()
    try {
      await askServer((redis) => redis.replicaof('127.0.0.1', master.port))
      await deliverUntilRefused('evt_1', /READONLY/)
      expect(runs).toEqual([])

      await askServer((redis) => redis.replicaof('NO', 'ONE'))
      expect(await deliverUntilDone('evt_1')).toBe('processed')
    } finally {
      await master.stop()
    }
  })

  test('refuses new events when the memory is full, still knows done ones, and accepts new ones once there is room', async () => {
    await deliverUntilDone('evt_done')
    await askServer((redis) => redis.config('SET', 'maxmemory', '1'))
    await deliverUntilRefused('evt_1', /OOM/)
    expect(await deliverUntilDone('evt_done')).toBe('duplicate')
    expect(runs).toEqual(['evt_done'])

    await askServer((redis) => redis.config('SET', 'maxmemory', '0'))
    expect(await deliverUntilDone('evt_1')).toBe('processed')
  })

  test('refuses when the server suddenly asks for a password', async () => {
    await askServer(async (redis) => {
      await redis.config('SET', 'requirepass', 'changed')
      await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    })
    expect(await deliver('evt_1')).toBe('unavailable')
    expect(runs).toEqual([])
  })
})
