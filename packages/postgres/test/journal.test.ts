import { createReceiver, jogg } from '@vidhook/core'
import type { Journal } from '@vidhook/core/journal'
import { joggDelivery } from '@vidhook/core/testing'
import { createJournalTableSql, type PostgresJournalOptions, postgresJournal } from '@vidhook/postgres'
import { Pool } from 'pg'
import { expect, test } from 'vitest'
import { describeStore, testPool, testTable } from './database.js'

const SECRET = 'whsec_test'
const NAME = 'generated_script_success'

async function receive(journal: Journal, options: object = {}) {
  const receiver = createReceiver(jogg({ secret: SECRET }), { journal, log: false, on: { [NAME]: () => {} } })
  await receiver.receive(await joggDelivery(NAME, { secret: SECRET, event_id: 'evt_1', ...options }))
  expect(await receiver.drain()).toBe(true)
}

/** A journal on a table of its own, which is there. */
async function testJournal(options: PostgresJournalOptions = {}) {
  const pool = testPool()
  const table = testTable(pool)
  const journal = postgresJournal(pool, { table, ...options })
  await journal.createTable()
  return { pool, table, journal }
}

describeStore('a journal', () => {
  test('tells what became of an event, by its identity and by its name', async () => {
    const { journal } = await testJournal()
    await receive(journal)
    await receive(journal, { secret: 'forged' })
    await receive(journal, { event_id: 'evt_2' })
    const record = { kind: 'delivery', identity: 'evt_1', event: NAME, outcome: 'processed', status: 200 }
    expect(await journal.find('evt_1')).toMatchObject([record])
    expect(await journal.find(NAME)).toMatchObject([record, { ...record, identity: 'evt_2' }])
    expect(await journal.find(NAME, { limit: 1 })).toMatchObject([{ identity: 'evt_2' }])
    expect(await journal.find('evt_3')).toEqual([])
  })

  test('keeps what Postgres cannot store as text', async () => {
    const { journal } = await testJournal()
    await receive(journal, { event_id: 'evt_\0\ud800' })
    expect(await journal.find('evt_\0\ud800')).toMatchObject([{ identity: 'evt_\0\ud800' }])
  })

  test('forgets what is older than keepMs', async () => {
    const { journal, pool, table } = await testJournal({ keepMs: 60_000 })
    await receive(journal)
    await receive(journal, { event_id: 'evt_2' })
    await pool.query(`UPDATE ${table} SET at = now() - interval '61 seconds' WHERE identity = 'evt_1'`)
    expect(await journal.purge()).toBe(1)
    expect(await journal.find(NAME)).toMatchObject([{ identity: 'evt_2' }])
  })

  test('may be created by a migration, any number of times', async () => {
    const pool = testPool()
    const table = testTable(pool)
    for (let time = 0; time < 2; time++) await pool.query(createJournalTableSql(table))
    await receive(postgresJournal(pool, { table }))
  })

  test('whose table is missing says how to create it, and delays no delivery', async () => {
    const pool = testPool()
    const journal = postgresJournal(pool, { table: 'nowhere.journal' })
    await expect(journal.find('evt_1')).rejects.toThrow(/no table nowhere\.journal.*journal\.createTable\(\)/)
    await receive(journal)
  })
})

test('what cannot be used is refused', () => {
  const pool = new Pool()
  expect(() => postgresJournal('postgres://localhost' as never)).toThrow('postgresJournal: pass a pool')
  expect(() => postgresJournal(pool, { keepMs: 0 })).toThrow('keepMs must be a positive number')
  expect(() => postgresJournal(pool, { table: 'a b' })).toThrow('table must be a name')
})
