import { setTimeout } from 'node:timers/promises'
import { createTableSql, type PostgresClient, postgresStore } from '@vidhook/postgres'
import { Client } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { describeStore, server, testPool, testStore, testTable } from './database.js'

describeStore('the table', () => {
  test('is created by any number of processes at once', async () => {
    const pool = testPool({ max: 20 })
    const store = postgresStore(pool, { table: testTable(pool) })
    await Promise.all(Array.from({ length: 20 }, () => store.createTable()))
    await store.createTable()
    expect(await store.claim('event', 1000)).toMatchObject({ state: 'claimed' })
  })

  test('may be created by a migration', async () => {
    const pool = testPool()
    const table = testTable(pool)
    await pool.query(createTableSql(table))
    await pool.query(createTableSql(table))
    expect(await postgresStore(pool, { table }).claim('event', 1000)).toMatchObject({ state: 'claimed' })
  })

  test('has an index for the purge', async () => {
    const pool = testPool()
    const { table } = await testStore(pool)
    const { rows } = await pool.query('SELECT indexdef FROM pg_indexes WHERE tablename = $1', [table])
    expect(rows.map(({ indexdef }) => indexdef)).toContainEqual(expect.stringMatching(/\(expires_at\)$/))
  })

  test('may be in a schema, and its name is case-sensitive', async () => {
    const pool = testPool()
    const schema = testTable(pool)
    await pool.query(`CREATE SCHEMA ${schema}`)
    onTestFinished(async () => {
      await pool.query(`DROP SCHEMA ${schema} CASCADE`)
    })
    const store = postgresStore(pool, { table: `${schema}.Select` })
    await store.createTable()
    expect(await store.claim('event', 1000)).toMatchObject({ state: 'claimed' })
    expect((await pool.query(`SELECT key FROM ${schema}."Select"`)).rows).toEqual([{ key: 'event' }])
  })

  test('that is missing is named in the error, with the fix', async () => {
    const pool = testPool()
    const store = postgresStore(pool, { table: 'nowhere.events' })
    for (const call of [
      () => store.claim('event', 1000),
      () => store.renew('event', 'token', 1000),
      () => store.complete('event', 'token', 1000),
      () => store.release('event', 'token'),
      () => store.purge(),
    ]) {
      await expect(call()).rejects.toThrow(
        /no table nowhere\.events.*store\.createTable\(\).*createTableSql\(\)/,
      )
    }
  })
})

describeStore('time', () => {
  test("is the database's, even if a transaction began long ago", async () => {
    const pool = testPool()
    const { table } = await testStore(pool)
    const client = await pool.connect()
    onTestFinished(() => client.release())
    const store = postgresStore(client, { table })
    await client.query('BEGIN')
    await setTimeout(1_600)
    await store.claim('event', 1_500)
    expect(await store.claim('event', 1_500)).toEqual({ state: 'busy' })
    await setTimeout(1_600)
    expect(await store.claim('event', 1_500)).toMatchObject({ state: 'claimed' })
    await client.query('ROLLBACK')
  })

  test('of a lease begins when the claim succeeds, not when it was sent', async () => {
    const pool = testPool()
    const { table, ...store } = await testStore(pool)
    await store.claim('event', 1)
    await setTimeout(10)
    const other = await pool.connect()
    await other.query('BEGIN')
    await other.query(`SELECT FROM ${table} FOR UPDATE`)
    const claim = store.claim('event', 2_000)
    await setTimeout(2_200)
    await other.query('COMMIT')
    other.release()
    expect(await claim).toMatchObject({ state: 'claimed' })
    expect(await store.claim('event', 2_000)).toEqual({ state: 'busy' })
  })
})

describeStore('the purge', () => {
  test('deletes only expired rows, in batches', async () => {
    const pool = testPool()
    const { table, ...store } = await testStore(pool)
    await pool.query(
      `INSERT INTO ${table} SELECT 'old' || i, 'token', i % 2 = 0, now() - interval '1 second' FROM generate_series(1, 25) i`,
    )
    const claim = await store.claim('live', 60_000)
    const done = await store.claim('done', 60_000)
    if (done.state === 'claimed') await store.complete('done', done.token, 60_000)
    expect(await store.purge({ batchSize: 10 })).toBe(25)
    expect((await pool.query(`SELECT key FROM ${table} ORDER BY key`)).rows).toEqual([
      { key: 'done' },
      { key: 'live' },
    ])
    expect(claim).toMatchObject({ state: 'claimed' })
    expect(await store.purge()).toBe(0)
  })

  test('skips rows that another worker has locked, and does not wait for them', async () => {
    const pool = testPool()
    const { table, ...store } = await testStore(pool)
    await pool.query(
      `INSERT INTO ${table} SELECT 'old' || i, 'token', true, now() - interval '1 second' FROM generate_series(1, 3) i`,
    )
    const other = await pool.connect()
    await other.query('BEGIN')
    await other.query(`SELECT FROM ${table} WHERE key = 'old2' FOR UPDATE`)
    expect(await store.purge()).toBe(2)
    await other.query('ROLLBACK')
    other.release()
    expect(await store.purge()).toBe(1)
  })

  test('lets a worker complete its event after the expired lease was deleted', async () => {
    const { table: _, ...store } = await testStore()
    const claim = await store.claim('event', 1)
    await setTimeout(10)
    expect(await store.purge()).toBe(1)
    expect(claim.state === 'claimed' && (await store.complete('event', claim.token, 60_000))).toBe(true)
    expect(await store.claim('event', 1000)).toEqual({ state: 'done' })
  })

  test('runs by itself, after claims', async () => {
    const pool = testPool()
    const { table, ...store } = await testStore(pool, { purgeEvery: 1 })
    await pool.query(`INSERT INTO ${table} VALUES ('old', 'token', true, now() - interval '1 second')`)
    await store.claim('event', 60_000)
    await expect
      .poll(async () => (await pool.query(`SELECT key FROM ${table}`)).rows)
      .toEqual([{ key: 'event' }])
  })

  test('may be switched off', async () => {
    const pool = testPool()
    const { table, ...store } = await testStore(pool, { purgeEvery: false })
    await pool.query(`INSERT INTO ${table} VALUES ('old', 'token', true, now() - interval '1 second')`)
    for (let claims = 0; claims < 200; claims++) await store.claim(`event${claims}`, 60_000)
    expect((await pool.query(`SELECT count(*)::int FROM ${table}`)).rows).toEqual([{ count: 201 }])
  })

  test('never runs by itself in a transaction, which it could break', async () => {
    const pool = testPool()
    const { table } = await testStore(pool)
    await pool.query(`INSERT INTO ${table} VALUES ('old', 'token', true, now() - interval '1 second')`)
    const client = await pool.connect()
    onTestFinished(() => client.release())
    await client.query('BEGIN')
    const store = postgresStore(client, { table, purgeEvery: 1 })
    for (let claims = 0; claims < 10; claims++) await store.claim(`event${claims}`, 60_000)
    await client.query('COMMIT')
    expect((await pool.query(`SELECT count(*)::int FROM ${table}`)).rows).toEqual([{ count: 11 }])
  })

  test('that runs by itself and fails does not fail a claim', async () => {
    const pool = testPool()
    const { table } = await testStore(pool)
    const asked: string[] = []
    const failing = Object.assign(Object.create(pool), {
      query(text: string, values?: unknown[]) {
        asked.push(text)
        return text.includes('SKIP LOCKED')
          ? Promise.reject(new Error('No purge.'))
          : pool.query(text, values)
      },
    })
    const store = postgresStore(failing, { table, purgeEvery: 1 })
    expect(await store.claim('one', 60_000)).toMatchObject({ state: 'claimed' })
    expect(await store.claim('two', 60_000)).toMatchObject({ state: 'claimed' })
    expect(asked.filter((text) => text.includes('SKIP LOCKED'))).toHaveLength(2)
  })
})

describeStore('the pool', () => {
  test('gets an error listener, since its process would otherwise end when the database restarts', async () => {
    const pool = testPool()
    await testStore(pool)
    await testStore(pool)
    expect(pool.listenerCount('error')).toBe(1)
  })

  test('keeps the error listener that it has', async () => {
    const pool = testPool()
    const own = () => {}
    pool.on('error', own)
    await testStore(pool)
    expect(pool.listeners('error')).toEqual([own])
  })

  test('prepares no statement by name', async () => {
    const pool = testPool({ max: 1 })
    const { table: _, ...store } = await testStore(pool)
    const claim = await store.claim('event', 1000)
    if (claim.state === 'claimed') await store.release('event', claim.token)
    expect((await pool.query('SELECT name FROM pg_prepared_statements')).rows).toEqual([])
  })
})

describe('wrong arguments are refused, with the fix', () => {
  const client: PostgresClient = { query: async () => ({ rows: [] }) }
  const misuse = (value: unknown) => () => Reflect.apply(postgresStore, undefined, [value])

  test.each([
    ['a connection string', 'postgres://localhost/app', /new pg\.Pool\(\{ connectionString \}\)/],
    ['a URL', new URL('postgres://localhost/app'), /new pg\.Pool\(\{ connectionString \}\)/],
    ['a promise of a client', Promise.resolve(client), /await pool\.connect\(\)/],
    ['nothing', undefined, /Pool, Client or PoolClient of node-postgres/],
    ['another client', () => {}, /Pool, Client or PoolClient of node-postgres/],
  ])('%s', (_, value, message) => {
    expect(misuse(value)).toThrow(TypeError)
    expect(misuse(value)).toThrow(message)
  })

  test.each(['', 'a b', 'a-b', '1a', 'a.b.c', 'a.', 'a"b', "a'; DROP TABLE b; --", 'ä'])(
    'the table %j',
    (table) => {
      expect(() => postgresStore(client, { table })).toThrow(/letters, digits and underscores/)
      expect(() => createTableSql(table)).toThrow(TypeError)
    },
  )

  test('a table whose name Postgres would cut off', () => {
    expect(() => postgresStore(client, { table: 'a'.repeat(53) })).toThrow(/at most 52 characters/)
    expect(() => postgresStore(client, { table: `${'s'.repeat(64)}.a` })).toThrow(TypeError)
    expect(() => postgresStore(client, { table: `${'s'.repeat(63)}.${'a'.repeat(52)}` })).not.toThrow()
  })

  test.each([0, -1, 1.5, Number.NaN])('purging every %d claims, or that many rows at once', async (count) => {
    expect(() => postgresStore(client, { purgeEvery: count })).toThrow(
      /purgeEvery must be a positive integer/,
    )
    await expect(postgresStore(client).purge({ batchSize: count })).rejects.toThrow(/batchSize must be/)
  })

  test('an invalid answer', async () => {
    const strange: PostgresClient = { query: async () => ({ rows: [{ state: 'perhaps' }] }) }
    await expect(postgresStore(strange).claim('event', 1000)).rejects.toThrow(/"perhaps"/)
  })
})

describeStore('a client of node-postgres', () => {
  test('may be a single client', async () => {
    const client = new Client({ connectionString: server?.url })
    await client.connect()
    onTestFinished(() => client.end())
    const { table } = await testStore()
    const store = postgresStore(client, { table })
    expect(await store.claim('event', 1000)).toMatchObject({ state: 'claimed' })
  })
})
