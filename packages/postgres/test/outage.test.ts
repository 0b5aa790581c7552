import { createReceiver, jogg, type Outcome } from '@vidhook/core'
import { joggDelivery } from '@vidhook/core/testing'
import { postgresStore } from '@vidhook/postgres'
import { type PostgresOptions, startPostgres } from '@vidhook/test-servers'
import { Client, Pool } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { describeStore } from './database.js'

const secret = 'whsec_test'
const LEASE_MS = 10_000

/** A receiver with its own database, which the test breaks. */
async function setUp(options: PostgresOptions = {}) {
  const postgres = await startPostgres(options)
  onTestFinished(() => postgres.stop())
  const pool = new Pool({ connectionString: postgres.url, connectionTimeoutMillis: 1000 })
  onTestFinished(() => pool.end())
  const store = postgresStore(pool)
  await store.createTable()
  const runs: string[] = []
  const receiver = createReceiver(jogg({ secret }), {
    store,
    leaseMs: LEASE_MS,
    log: false,
    on: { generated_image_success: ({ event_id }) => void runs.push(event_id) },
  })
  /** A new event, as a function that delivers it. */
  const event = async () => {
    const delivery = await joggDelivery('generated_image_success', { secret })
    return () => timed(() => receiver.receive(delivery))
  }
  const asAdmin = async (...statements: readonly string[]) => {
    const client = new Client({ connectionString: postgres.url })
    await client.connect()
    for (const statement of statements) await client.query(statement)
    await client.end()
  }
  return { postgres, runs, event, asAdmin }
}

/** Fails if an answer takes longer than the 1 s for a call and some time for the rest. */
async function timed(receive: () => Promise<Outcome>): Promise<string> {
  const start = performance.now()
  const { kind } = await receive()
  expect(performance.now() - start).toBeLessThan(4_000)
  return kind
}

/** Delivers again and again, as a provider does, until it is acknowledged. */
async function sentAgain(send: () => Promise<string>): Promise<string> {
  for (;;) {
    const outcome = await send()
    if (outcome === 'processed' || outcome === 'duplicate') return outcome
    expect(['unavailable', 'busy']).toContain(outcome)
  }
}

describeStore('a database that', () => {
  test('is down makes events unavailable until it is up', async () => {
    const { postgres, runs, event } = await setUp()
    const [before, during] = [await event(), await event()]
    expect(await sentAgain(before)).toBe('processed')
    await postgres.kill()
    expect(await before()).toBe('unavailable')
    expect(await during()).toBe('unavailable')
    await postgres.restart()
    expect(await sentAgain(during)).toBe('processed')
    expect(await sentAgain(before)).toBe('duplicate')
    expect(runs).toHaveLength(2)
  })

  test('does not answer for 2 s makes events unavailable for that time, and no claim of that time remains', async () => {
    const { postgres, runs, event } = await setUp()
    const done = await event()
    const others = await Promise.all(Array.from({ length: 19 }, event))
    const events = [done, ...others]
    expect(await sentAgain(done)).toBe('processed')
    await postgres.freeze()
    for (let second = 0; second < 2; second++) {
      const outcomes = await Promise.all(events.map((send) => send()))
      expect(new Set(outcomes)).toEqual(new Set(['unavailable']))
    }
    await postgres.thaw()
    // Delayed claims succeed only now. They are released, long before their leases end.
    const start = performance.now()
    expect(await Promise.all(events.map(sentAgain))).toEqual(['duplicate', ...others.map(() => 'processed')])
    expect(performance.now() - start).toBeLessThan(LEASE_MS / 2)
    expect(runs).toHaveLength(20)
  })

  test('is restarted in the middle of a call', async () => {
    const { postgres, runs, event } = await setUp()
    const send = await event()
    await postgres.freeze()
    const outcome = send()
    await postgres.kill()
    expect(await outcome).toBe('unavailable')
    await postgres.restart()
    expect(await sentAgain(send)).toBe('processed')
    expect(await sentAgain(send)).toBe('duplicate')
    expect(runs).toHaveLength(1)
  })

  test('has vanished does not block a pool with a query_timeout', async () => {
    const postgres = await startPostgres()
    onTestFinished(() => postgres.stop())
    const pool = new Pool({ connectionString: postgres.url, max: 2, query_timeout: 2_000 })
    onTestFinished(() => pool.end())
    const store = postgresStore(pool)
    await store.createTable()
    await postgres.freeze()
    await expect(store.claim('event', 60_000)).rejects.toThrow(/timeout/)
    expect(pool.totalCount).toBe(0)
    await postgres.thaw()
    // The claim succeeded, but nobody has its token, as if its worker had been killed.
    await expect.poll(() => store.claim('event', 60_000)).toEqual({ state: 'busy' })
  })

  test('is read-only makes events unavailable, including done ones', async () => {
    const { runs, event, asAdmin } = await setUp()
    const [before, during] = [await event(), await event()]
    expect(await sentAgain(before)).toBe('processed')
    await asAdmin('ALTER SYSTEM SET default_transaction_read_only = on', 'SELECT pg_reload_conf()')
    await expect.poll(before).toBe('unavailable')
    expect(await during()).toBe('unavailable')
    await asAdmin('ALTER SYSTEM RESET default_transaction_read_only', 'SELECT pg_reload_conf()')
    expect(await sentAgain(during)).toBe('processed')
    expect(await sentAgain(before)).toBe('duplicate')
    expect(runs).toHaveLength(2)
  })

  test('has no connection left makes events unavailable until it has one again', async () => {
    const config = { max_connections: '5', superuser_reserved_connections: '0', max_wal_senders: '0' }
    const { postgres, runs, event, asAdmin } = await setUp({ config })
    const [before, during] = [await event(), await event()]
    expect(await sentAgain(before)).toBe('processed')
    // Waits up to 10 s for each connection to end.
    await asAdmin(
      'SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE pid <> pg_backend_pid()',
    )
    const others = Array.from({ length: 5 }, () => new Client({ connectionString: postgres.url }))
    await Promise.all(others.map((client) => client.connect()))
    expect(await during()).toBe('unavailable')
    expect(await before()).toBe('unavailable')
    await Promise.all(others.map((client) => client.end()))
    expect(await sentAgain(during)).toBe('processed')
    expect(await sentAgain(before)).toBe('duplicate')
    expect(runs).toHaveLength(2)
  })
})
