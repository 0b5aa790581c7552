import { setTimeout as delay } from 'node:timers/promises'
import { storeContract } from '@vidhook/core/testing'
import { canStartRedis, type RedisGroup, startRedisCluster } from '@vidhook/test-servers'
import { Cluster, Redis } from 'ioredis'
import { Cluster as Cluster5 } from 'ioredis5'
import { createCluster } from 'redis'
import { createCluster as createCluster4 } from 'redis4'
import { createCluster as createCluster5 } from 'redis5'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { redisStore } from '../src/index.js'
import { type Connection, fromIoredis, fromNodeRedis } from './clients.js'

type Connect = (urls: string[]) => Connection | Promise<Connection>

const rootNodes = (urls: string[]) => urls.map((url) => ({ url }))
const clusters: readonly [string, Connect][] = [
  ['ioredis 5', (urls) => fromIoredis(new Cluster5(urls))],
  ['ioredis 6', (urls) => fromIoredis(new Cluster(urls))],
  ['node-redis 4', (urls) => fromNodeRedis(createCluster4({ rootNodes: rootNodes(urls) }))],
  ['node-redis 5', (urls) => fromNodeRedis(createCluster5({ rootNodes: rootNodes(urls) }))],
  ['node-redis 6', (urls) => fromNodeRedis(createCluster({ rootNodes: rootNodes(urls) }))],
]

describe.runIf(await canStartRedis())('redisStore on a Cluster', () => {
  let cluster: RedisGroup
  beforeAll(async () => {
    cluster = await startRedisCluster()
  })
  afterAll(() => cluster.stop())

  describe.each(clusters)('with %s', (name, connect) => {
    let connection: Connection
    beforeAll(async () => {
      connection = await connect(cluster.nodes.map(({ url }) => url))
    })
    afterAll(() => connection.close())

    for (const { name, run } of storeContract) {
      test.concurrent(name, () =>
        run({ store: redisStore(connection.client), elapse: (ms) => delay(ms), leaseMs: 600 }),
      )
    }

    test('sends each event directly to its node, and the scripts if the node does not know them', async () => {
      const nodes = cluster.nodes.map(({ url }) => new Redis(url))
      await Promise.all(nodes.map((node) => Promise.all([node.script('FLUSH'), node.config('RESETSTAT')])))
      const store = redisStore(connection.client, { prefix: `${name}:` })
      const keys = Array.from({ length: 300 }, (_, index) => `jogg:evt_{${index}}`)
      for (const key of keys) expect((await store.claim(key, 60_000)).state).toBe('claimed')
      for (const key of keys) expect((await store.claim(key, 60_000)).state).toBe('busy')

      const held = await Promise.all(nodes.map((node) => node.keys(`${name}:*`)))
      expect(held.flat()).toHaveLength(300)
      for (const each of held) expect(each.length).toBeGreaterThan(0)
      // No call was redirected by a node.
      for (const node of nodes) expect(await node.info('errorstats')).not.toMatch(/MOVED/)
      for (const node of nodes) node.disconnect()
    })
  })
})
