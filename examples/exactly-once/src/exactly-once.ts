import { postgresStore } from '@vidhook/postgres'
import type { Pool, PoolClient } from 'pg'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Makes a change and records it in the same transaction: both are committed, or neither is. Does nothing if the change was made
 * before. Rejects if it was not made, or if that is unknown, so that the provider sends the event again.
 */
export async function exactlyOnce(
  pool: Pool,
  key: string,
  effect: (client: PoolClient) => Promise<unknown>,
): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const effects = postgresStore(client)
    // The lease need not be renewed: until the commit, the row is locked.
    const claim = await effects.claim(key, DAY_MS)
    if (claim.state === 'busy') throw new Error(`${key} was just committed or given up by another process.`)
    if (claim.state === 'claimed') {
      await effect(client)
      await effects.complete(key, claim.token, 30 * DAY_MS)
    }
    await client.query('COMMIT')
    client.release()
  } catch (error) {
    client.release(true) // Closes the connection, which rolls back in any case.
    throw error
  }
}
