import { createReceiver, jogg, type Outcome } from '@vidhook/core'
import { joggDelivery } from '@vidhook/core/testing'
import { canStartRedis, type SentinelGroup, startRedisSentinel } from '@vidhook/test-servers'
import { Redis } from 'ioredis'
import { Redis as Redis5 } from 'ioredis5'
import { createSentinel } from 'redis'
import { createSentinel as createSentinel5 } from 'redis5'
import { describe, expect, test, vi } from 'vitest'
import { redisStore } from '../src/index.js'
import { type Connection, fromIoredis, fromNodeRedis } from './clients.js'

const secret = 'whsec_test'

type Connect = (group: SentinelGroup) => Connection | Promise<Connection>

const nodeRedis = ({ name, sentinels }: SentinelGroup) => ({ name, sentinelRootNodes: [...sentinels] })
const clients: readonly [string, Connect][] = [
  ['ioredis 5', ({ name, sentinels }) => fromIoredis(new Redis5({ name, sentinels: [...sentinels] }))],
  ['ioredis 6', ({ name, sentinels }) => fromIoredis(new Redis({ name, sentinels: [...sentinels] }))],
  ['node-redis 5', (group) => fromNodeRedis(createSentinel5(nodeRedis(group)))],
  ['node-redis 6', (group) => fromNodeRedis(createSentinel(nodeRedis(group)))],
]

describe.runIf(await canStartRedis()).concurrent('a receiver on Redis behind Sentinel', () => {
  test.each(clients)('moves to the new master when the old one dies, with %s', async (_, connect) => {
    const group = await startRedisSentinel()
    try {
      const connection = await connect(group)
      const runs: string[] = []
      const receiver = createReceiver(jogg({ secret }), {
        store: redisStore(connection.client),
        storeTimeoutMs: 500,
        leaseMs: 2000,
        log: false,
        on: { '*': (_, { identity }) => void runs.push(identity) },
      })
      const deliver = async (event_id: string): Promise<Outcome['kind']> =>
        (await receiver.receive(await joggDelivery('generated_script_success', { secret, event_id }))).kind

      const untilProcessed = (event_id: string) =>
        vi.waitFor(async () => expect(await deliver(event_id)).toBe('processed'), {
          timeout: 40_000,
          interval: 200,
        })

      await untilProcessed('evt_before')
      await group.replicated()
      await group.master.stop()
      expect(await deliver('evt_after')).toBe('unavailable')
      expect(runs).toEqual(['evt_before'])

      await untilProcessed('evt_after')
      await vi.waitFor(async () => expect(await deliver('evt_before')).toBe('duplicate'), { timeout: 20_000 })
      expect(runs).toEqual(['evt_before', 'evt_after'])
      connection.close()
    } finally {
      await group.stop()
    }
  })
})
