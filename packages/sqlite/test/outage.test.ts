import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { createReceiver, jogg } from '@vidhook/core'
import { joggDelivery } from '@vidhook/core/testing'
import { sqliteStore } from '@vidhook/sqlite'
import { describe, expect, test } from 'vitest'
import { databasePath, openDatabase } from './database.js'

const secret = 'whsec_test'

/** A receiver with its own file, and functions that deliver a done event and a new one. */
async function setUp() {
  const path = databasePath()
  const database = openDatabase(path)
  const runs: string[] = []
  const receiver = createReceiver(jogg({ secret }), {
    store: sqliteStore(database),
    log: false,
    on: { generated_image_success: ({ event_id }) => void runs.push(event_id) },
  })
  const event = async () => {
    const delivery = await joggDelivery('generated_image_success', { secret })
    return async () => {
      const start = performance.now()
      const { kind } = await receiver.receive(delivery)
      expect(performance.now() - start).toBeLessThan(4_000)
      return kind
    }
  }
  const [before, during] = [await event(), await event()]
  expect(await before()).toBe('processed')
  const expectRecovery = async () => {
    expect(await during()).toBe('processed')
    expect(await before()).toBe('duplicate')
    expect(runs).toHaveLength(2)
  }
  return { path, database, before, during, expectRecovery }
}

describe('new events are unavailable, and done ones done, while a file', () => {
  test('is locked by another process for 2 s', async () => {
    const { path, before, during, expectRecovery } = await setUp()
    const other = openDatabase(path)
    other.exec('BEGIN IMMEDIATE')
    const unlocked = setTimeout(2000).then(() => other.exec('COMMIT'))
    expect(await during()).toBe('unavailable')
    expect(await before()).toBe('duplicate')
    await unlocked
    await expectRecovery()
  })

  test('is read-only', async () => {
    const { database, before, during, expectRecovery } = await setUp()
    database.exec('PRAGMA query_only = ON')
    expect(await during()).toBe('unavailable')
    expect(await before()).toBe('duplicate')
    database.exec('PRAGMA query_only = OFF')
    await expectRecovery()
  })

  test('is full', async () => {
    const { database, before, during, expectRecovery } = await setUp()
    const { page_count: pages } = database.prepare('PRAGMA page_count').get() ?? {}
    database.exec(`PRAGMA max_page_count = ${pages}`)
    fill(database)
    expect(await during()).toBe('unavailable')
    expect(await before()).toBe('duplicate')
    database.exec('PRAGMA max_page_count = 100000')
    await expectRecovery()
  })

  test('is closed (then done events are unavailable too), until it is opened again', async () => {
    const { database, before, during, expectRecovery } = await setUp()
    database.close()
    expect(await during()).toBe('unavailable')
    expect(await before()).toBe('unavailable')
    database.open()
    await expectRecovery()
  })
})

/** Adds rows until the file is full. */
function fill(database: DatabaseSync): void {
  const insert = database.prepare("INSERT INTO vidhook_events VALUES (?, '', 1, 1e10 + random() % 1e9)")
  for (let refused = 0; refused < 500; ) {
    try {
      insert.run(`jogg:${randomUUID()}`)
    } catch {
      refused++
    }
  }
}
