import { execFileSync } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sqliteStore } from '@vidhook/sqlite'
import { describe, expect, test } from 'vitest'
import { databasePath, openDatabase } from './database.js'

describe('a file', () => {
  test('remembers done events across restarts', async () => {
    const path = databasePath()
    const before = openDatabase(path)
    const store = sqliteStore(before)
    const claim = await store.claim('event', 60_000)
    if (claim.state === 'claimed') await store.complete('event', claim.token, 60_000)
    before.close()
    expect(await sqliteStore(openDatabase(path)).claim('event', 60_000)).toEqual({ state: 'done' })
  })

  test('may hold several stores, each with its own table', async () => {
    const database = openDatabase()
    const stores = [sqliteStore(database), sqliteStore(database, { table: 'Select' })]
    for (const store of stores) expect(await store.claim('event', 60_000)).toMatchObject({ state: 'claimed' })
  })

  test('is prepared for several processes: with a write-ahead log and a busy timeout', () => {
    const database = openDatabase()
    sqliteStore(database)
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
    expect(database.prepare('PRAGMA busy_timeout').get()).toEqual({ timeout: 500 })
  })

  test('keeps the busy timeout that it has', () => {
    const database = openDatabase()
    database.exec('PRAGMA busy_timeout = 100')
    sqliteStore(database)
    expect(database.prepare('PRAGMA busy_timeout').get()).toEqual({ timeout: 100 })
  })
})

describe('the purge', () => {
  const fill = (count: number) =>
    `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})
     INSERT INTO vidhook_events SELECT 'old' || n, 'token', n % 2, unixepoch() - 1 FROM numbers`

  test('deletes only expired rows, in batches', async () => {
    const database = openDatabase()
    const store = sqliteStore(database, { purgeEvery: false })
    database.exec(fill(25))
    await store.claim('live', 60_000)
    const done = await store.claim('done', 60_000)
    if (done.state === 'claimed') await store.complete('done', done.token, 60_000)
    expect(await store.purge({ batchSize: 10 })).toBe(25)
    expect(keysIn(database)).toEqual(['done', 'live'])
    expect(await store.purge()).toBe(0)
  })

  test('lets a worker complete its event after the expired lease was deleted', async () => {
    const store = sqliteStore(openDatabase(), { purgeEvery: false })
    const claim = await store.claim('event', 1)
    await setTimeout(10)
    expect(await store.purge()).toBe(1)
    expect(claim.state === 'claimed' && (await store.complete('event', claim.token, 60_000))).toBe(true)
    expect(await store.claim('event', 1000)).toEqual({ state: 'done' })
  })

  test('runs by itself, after claims, in limited batches', async () => {
    const database = openDatabase()
    const store = sqliteStore(database, { purgeEvery: 1 })
    database.exec(fill(201))
    await store.claim('event', 60_000)
    expect(keysIn(database)).toHaveLength(2)
    await store.claim('event', 60_000)
    expect(keysIn(database)).toEqual(['event'])
  })

  test('may be switched off', async () => {
    const database = openDatabase()
    const store = sqliteStore(database, { purgeEvery: false })
    database.exec(fill(1))
    for (let claims = 0; claims < 200; claims++) await store.claim('event', 60_000)
    expect(keysIn(database)).toEqual(['event', 'old1'])
  })

  test('that runs by itself and fails does not fail a claim', async () => {
    const database = openDatabase()
    const store = sqliteStore(database, { purgeEvery: 1 })
    database.exec(fill(1))
    database.exec(
      "CREATE TRIGGER no BEFORE DELETE ON vidhook_events BEGIN SELECT RAISE(ABORT, 'No purge.'); END",
    )
    expect(await store.claim('event', 60_000)).toMatchObject({ state: 'claimed' })
    expect(keysIn(database)).toEqual(['event', 'old1'])
  })

  function keysIn(database: ReturnType<typeof openDatabase>) {
    return database
      .prepare('SELECT key FROM vidhook_events ORDER BY key')
      .all()
      .map(({ key }) => key)
  }
})

describe('wrong arguments are refused, with the fix', () => {
  const misuse = (value: unknown) => () => Reflect.apply(sqliteStore, undefined, [value])

  test.each([
    ['a path', 'events.db', /new DatabaseSync\(path\)/],
    ['a URL', new URL('file:///events.db'), /new DatabaseSync\(path\)/],
    ['nothing', undefined, /pass an open DatabaseSync/],
    ['a client of something else', { query: () => {} }, /pass an open DatabaseSync/],
  ])('%s', (_, value, message) => {
    expect(misuse(value)).toThrow(TypeError)
    expect(misuse(value)).toThrow(message)
  })

  test.each(['', 'a b', 'a.b', '1a', 'a"b', 'ä'])('the table %j', (table) => {
    expect(() => sqliteStore(openDatabase(), { table })).toThrow(/letters, digits and underscores/)
  })

  test.each([0, -1, 1.5, Number.NaN])('purging every %d claims, or that many rows at once', async (count) => {
    expect(() => sqliteStore(openDatabase(), { purgeEvery: count })).toThrow(/purgeEvery must be a positive/)
    await expect(sqliteStore(openDatabase()).purge({ batchSize: count })).rejects.toThrow(/batchSize must be/)
  })

  test('a database that is closed', () => {
    const database = openDatabase()
    database.close()
    expect(() => sqliteStore(database)).toThrow(/not open/)
  })
})

test.each([
  ['imported', `import('@vidhook/sqlite').then(({ sqliteStore }) => sqliteStore())`],
  ['required', `require('@vidhook/sqlite').sqliteStore()`],
])('%s by another Node, it tells which one is needed and which one this is', (_, use) => {
  const node = process.env.STARTED_BY_NODE ?? process.execPath
  const script = `process.on('uncaughtException', (error) => console.log(process.version, error.message)); ${use}`
  const said = execFileSync(node, ['-e', script], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    encoding: 'utf8',
  })
  const [, version] = /^v(\S+)/.exec(said) ?? []
  expect(said).toContain('node:sqlite, which needs Node 22.13 or newer')
  expect(said).toContain(`this is Node ${version}.`)
})
