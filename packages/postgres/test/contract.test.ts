import { setTimeout } from 'node:timers/promises'
import { storeContract } from '@vidhook/core/testing'
import { startPgBouncer } from '@vidhook/test-servers'
import { afterAll, describe, test } from 'vitest'
import { describeStore, server, testPool, testStore } from './database.js'

const leaseMs = 300

describeStore('the contract', () => {
  test.each(storeContract)('$name', async ({ run }) => {
    await run({ store: await testStore(), elapse: setTimeout, leaseMs })
  })
})

describeStore('the contract, where transactions are serializable by default', () => {
  test.each(storeContract)('$name', async ({ run }) => {
    const pool = testPool({ options: '-c default_transaction_isolation=serializable' })
    await run({ store: await testStore(pool), elapse: setTimeout, leaseMs })
  })
})

const bouncer = server && (await startPgBouncer(server.url))
afterAll(() => bouncer?.stop())

describe.skipIf(!bouncer)('the contract, behind PgBouncer in transaction mode', () => {
  test.each(storeContract)('$name', async ({ run }) => {
    // More connections than PgBouncer has to the database, so that calls go over different ones.
    const store = await testStore(testPool({ connectionString: bouncer?.url, max: 20 }))
    await run({ store, elapse: setTimeout, leaseMs })
  })
})
