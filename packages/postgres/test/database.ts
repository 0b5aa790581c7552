import { randomUUID } from 'node:crypto'
import { type PostgresStore, type PostgresStoreOptions, postgresStore } from '@vidhook/postgres'
import { postgresServer } from '@vidhook/test-servers'
import { Pool, type PoolConfig } from 'pg'
import { describe, onTestFinished } from 'vitest'

/** The database of these tests. */
export const server = await postgresServer()

/** `describe`, which skips if there is no database. */
export const describeStore = describe.skipIf(server === undefined)

/** A pool that ends with the test. */
export function testPool(config: PoolConfig = {}): Pool {
  const pool = new Pool({ connectionString: server?.url, ...config })
  onTestFinished(() => pool.end())
  return pool
}

/** The name of a table that is dropped with the test. */
export function testTable(pool: Pool): string {
  const table = `test_${randomUUID().replaceAll('-', '')}`
  // Registered after the pool's end, so it runs before it.
  onTestFinished(async () => {
    await pool.query(`DROP TABLE IF EXISTS ${table}`)
  })
  return table
}

/** A store with its own table, already created. It does not purge by itself. */
export async function testStore(
  pool: Pool = testPool(),
  options: PostgresStoreOptions = {},
): Promise<PostgresStore & { readonly table: string }> {
  const table = testTable(pool)
  const store = postgresStore(pool, { table, purgeEvery: false, ...options })
  await store.createTable()
  return { ...store, table }
}
