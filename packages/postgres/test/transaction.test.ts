import { setTimeout } from 'node:timers/promises'
import type { Claim } from '@vidhook/core'
import { type PostgresStore, postgresStore } from '@vidhook/postgres'
import type { Pool, PoolClient } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { describeStore, testPool, testStore } from './database.js'

/** An open transaction, and a store in it. */
async function begin(pool: Pool, table: string, isolation = 'READ COMMITTED') {
  const client = await pool.connect()
  onTestFinished(() => client.release())
  await client.query(`BEGIN ISOLATION LEVEL ${isolation}`)
  return { client, store: postgresStore(client, { table }) }
}

async function claimAndComplete(store: PostgresStore): Promise<Claim> {
  const claim = await store.claim('event', 60_000)
  if (claim.state === 'claimed') await store.complete('event', claim.token, 60_000)
  return claim
}

/** Resolves when another connection waits for a lock that the transaction holds. */
async function somebodyWaitsFor(client: PoolClient): Promise<void> {
  const waiting = 'SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))'
  await expect.poll(async () => (await client.query(waiting)).rowCount).toBe(1)
}

describeStore('in a transaction', () => {
  test('others see a claim once it is committed', async () => {
    const { table, ...outside } = await testStore()
    const { client, store } = await begin(testPool(), table)
    expect(await claimAndComplete(store)).toMatchObject({ state: 'claimed' })
    expect(await store.claim('event', 60_000)).toEqual({ state: 'done' })
    await client.query('COMMIT')
    expect(await outside.claim('event', 60_000)).toEqual({ state: 'done' })
  })

  test('a claim that is rolled back leaves nothing', async () => {
    const { table, ...outside } = await testStore()
    const { client, store } = await begin(testPool(), table)
    await claimAndComplete(store)
    await client.query('ROLLBACK')
    expect(await outside.claim('event', 60_000)).toMatchObject({ state: 'claimed' })
  })

  test('another claim waits for the end of the transaction, and is busy if the event is done then', async () => {
    const { table, ...outside } = await testStore()
    const { client, store } = await begin(testPool(), table)
    await claimAndComplete(store)
    const waiting = outside.claim('event', 60_000)
    await somebodyWaitsFor(client)
    await client.query('COMMIT')
    // Its snapshot is from before the first was done. A retry sees that.
    expect(await waiting).toEqual({ state: 'busy' })
    expect(await outside.claim('event', 60_000)).toEqual({ state: 'done' })
  })

  test('another claim is not answered done if the retention has ended and the first has claimed the event again', async () => {
    const { table, ...outside } = await testStore()
    const old = await outside.claim('event', 60_000)
    if (old.state === 'claimed') await outside.complete('event', old.token, 1)
    await setTimeout(10)
    const { client, store } = await begin(testPool(), table)
    expect(await store.claim('event', 60_000)).toMatchObject({ state: 'claimed' })
    const waiting = outside.claim('event', 60_000)
    await somebodyWaitsFor(client)
    await client.query('COMMIT')
    expect(await waiting).toEqual({ state: 'busy' })
  })

  test('another claim gets the event if the first is rolled back', async () => {
    const { table, ...outside } = await testStore()
    const { client, store } = await begin(testPool(), table)
    await claimAndComplete(store)
    const waiting = outside.claim('event', 60_000)
    await somebodyWaitsFor(client)
    await client.query('ROLLBACK')
    expect(await waiting).toMatchObject({ state: 'claimed' })
  })

  test.each(['repeatable\\ read', 'serializable'])(
    'outside, where the default is %s, a claim that Postgres takes back is made again',
    async (isolation) => {
      const { table } = await testStore()
      const outside = postgresStore(testPool({ options: `-c default_transaction_isolation=${isolation}` }), {
        table,
      })
      const { client, store } = await begin(testPool(), table)
      await claimAndComplete(store)
      const waiting = outside.claim('event', 60_000)
      await somebodyWaitsFor(client)
      await client.query('COMMIT')
      // It has a new snapshot, so it sees more than with read committed.
      expect(await waiting).toEqual({ state: 'done' })
    },
  )

  test.each(['REPEATABLE READ', 'SERIALIZABLE'])(
    'that is %s, what it cannot see is an error to try again after, and no answer',
    async (isolation) => {
      const { table, ...outside } = await testStore()
      const { client, store } = await begin(testPool(), table, isolation)
      await client.query('SELECT') // takes its snapshot
      await claimAndComplete(outside)
      await expect(store.claim('event', 60_000)).rejects.toMatchObject({ code: '40001' })
      await client.query('ROLLBACK')
      await client.query(`BEGIN ISOLATION LEVEL ${isolation}`)
      expect(await store.claim('event', 60_000)).toEqual({ state: 'done' })
      await client.query('COMMIT')
    },
  )

  test('that is serializable, an old snapshot does not answer done for an event whose retention has ended', async () => {
    const { table, ...outside } = await testStore()
    const old = await outside.claim('event', 60_000)
    if (old.state === 'claimed') await outside.complete('event', old.token, 1)
    await setTimeout(10)
    const { client, store } = await begin(testPool(), table, 'SERIALIZABLE')
    await client.query(`SELECT FROM ${table}`)
    expect(await outside.claim('event', 60_000)).toMatchObject({ state: 'claimed' })
    await expect(store.claim('event', 60_000)).rejects.toMatchObject({ code: '40001' })
    await client.query('ROLLBACK')
  })

  test('the table may be created', async () => {
    const pool = testPool()
    const { table } = await testStore(pool)
    await pool.query(`DROP TABLE ${table}`)
    const { client, store } = await begin(pool, table)
    await store.createTable()
    expect(await store.claim('event', 60_000)).toMatchObject({ state: 'claimed' })
    await client.query('ROLLBACK')
    await expect(postgresStore(pool, { table }).claim('event', 60_000)).rejects.toThrow(/no table/)
  })
})
