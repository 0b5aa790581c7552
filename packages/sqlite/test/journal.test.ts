import { createReceiver, jogg } from '@vidhook/core'
import type { Journal } from '@vidhook/core/journal'
import { joggDelivery } from '@vidhook/core/testing'
import { sqliteJournal, sqliteStore } from '@vidhook/sqlite'
import { describe, expect, test } from 'vitest'
import { databasePath, openDatabase } from './database.js'

const SECRET = 'whsec_test'
const NAME = 'generated_script_success'

async function receive(journal: Journal, options: object = {}) {
  const receiver = createReceiver(jogg({ secret: SECRET }), { journal, log: false, on: { [NAME]: () => {} } })
  await receiver.receive(await joggDelivery(NAME, { secret: SECRET, event_id: 'evt_1', ...options }))
  expect(await receiver.drain()).toBe(true)
}

describe('a journal', () => {
  test('tells what became of an event, by its identity and by its name', async () => {
    const journal = sqliteJournal(openDatabase())
    await receive(journal)
    await receive(journal, { secret: 'forged' })
    await receive(journal, { event_id: 'evt_2' })
    const record = { kind: 'delivery', identity: 'evt_1', event: NAME, outcome: 'processed', status: 200 }
    expect(await journal.find('evt_1')).toMatchObject([record])
    expect(await journal.find(NAME)).toMatchObject([record, { ...record, identity: 'evt_2' }])
    expect(await journal.find(NAME, { limit: 1 })).toMatchObject([{ identity: 'evt_2' }])
    expect(await journal.find('evt_3')).toEqual([])
  })

  test('outlives the process, in one file with a store', async () => {
    const path = databasePath()
    const database = openDatabase(path)
    sqliteStore(database)
    await receive(sqliteJournal(database))
    database.close()
    expect(await sqliteJournal(openDatabase(path)).find('evt_1')).toHaveLength(1)
  })

  test('forgets what is older than keepMs', async () => {
    const database = openDatabase()
    const journal = sqliteJournal(database, { keepMs: 60_000 })
    await receive(journal)
    await receive(journal, { event_id: 'evt_2' })
    database.exec("UPDATE vidhook_journal SET at = at - 61000 WHERE identity = 'evt_1'")
    expect(await journal.purge()).toBe(1)
    expect(await journal.find(NAME)).toMatchObject([{ identity: 'evt_2' }])
  })

  test('that cannot be used is refused', () => {
    expect(() => sqliteJournal('events.db' as never)).toThrow('sqliteJournal: pass a database')
    expect(() => sqliteJournal(openDatabase(), { keepMs: -1 })).toThrow('keepMs must be a positive number')
    expect(() => sqliteJournal(openDatabase(), { table: 'a b' })).toThrow('table must be a name')
  })
})
