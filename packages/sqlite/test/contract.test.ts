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

test('it is tried in a Node that has node:sqlite, in memory too', async () => {
  const store = sqliteStore(new DatabaseSync(':memory:'))
  expect(await store.claim('event', 1000)).toMatchObject({ state: 'claimed' })
})
