import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { storeContract } from '@vidhook/core/testing'
import { sqliteStore } from '@vidhook/sqlite'
import { describe, expect, test } from 'vitest'
import { openDatabase } from './database.js'

const leaseMs = 200

describe('the contract, in a file', () => {
  test.each(storeContract)('$name', ({ run }) =>
    run({ store: sqliteStore(openDatabase()), elapse: setTimeout, leaseMs }),
  )
})

test('the tests run in a Node that has node:sqlite, and a database in memory works too', async () => {
  const store = sqliteStore(new DatabaseSync(':memory:'))
  expect(await store.claim('event', 1000)).toMatchObject({ state: 'claimed' })
})
