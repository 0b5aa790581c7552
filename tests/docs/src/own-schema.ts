import { randomUUID } from 'node:crypto'
import { Pool } from 'pg'
import { onTestFinished } from 'vitest'

/** A schema of a test's own. */
export interface OwnSchema {
  readonly name: string
  /** The server's URL, with the schema as its search path. */
  readonly url: URL
  readonly pool: Pool
}

/** Makes a schema in a Postgres server. It is dropped when the test has finished. */
export async function ownSchema(serverUrl: string): Promise<OwnSchema> {
  const name = `docs_${randomUUID().replaceAll('-', '')}`
  const url = new URL(serverUrl)
  url.searchParams.set('options', `-c search_path=${name}`)
  const pool = new Pool({ connectionString: url.href })
  onTestFinished(async () => {
    await pool.query(`DROP SCHEMA ${name} CASCADE`)
    await pool.end()
  })
  await pool.query(`CREATE SCHEMA ${name}`)
  return { name, url, pool }
}
