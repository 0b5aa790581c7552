import { setTimeout as delay } from 'node:timers/promises'
import { storeContract } from '@vidhook/core/testing'
import { redisServer } from '@vidhook/test-servers'
import { createClientPool } from 'redis'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { redisStore } from '../src/index.js'
import { type Connection, fromNodeRedis, type Library, libraries } from './clients.js'

const server = await redisServer()

const pool: Library = {
  name: 'a pool of node-redis 6',
  connect: (url) => fromNodeRedis(createClientPool({ url })),
}

for (const { name, connect } of [...libraries, pool]) {
  describe.runIf(server)(`redisStore with ${name}`, () => {
    let connection: Connection
    beforeAll(async () => {
      connection = await connect(server?.url ?? '')
    })
    afterAll(() => connection.close())

    for (const { name, run } of storeContract) {
      test.concurrent(name, () =>
        run({ store: redisStore(connection.client), elapse: (ms) => delay(ms), leaseMs: 1000 }),
      )
    }
  })
}
