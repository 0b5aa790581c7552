import { postgresStore } from '@vidhook/postgres'
import type { Pool, PoolClient } from 'pg'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Has an effect in the same transaction that remembers it: both are committed, or neither is. Does nothing if the effect
 * was had before. Rejects if it was not had, or if that is not known, so that the provider sends the event again.
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
    // No lease to be kept up: until the commit, the row is locked and nobody else sees it.
    const claim = await effects.claim(key, DAY_MS)
    if (claim.state === 'busy') throw new Error(`${key} was just committed or given up by another process.`)
    if (claim.state === 'claimed') {
      await effect(client)
      await effects.complete(key, claim.token, 30 * DAY_MS)
    }
    await client.query('COMMIT')
    client.release()
  } catch (error) {
    client.release(true) // Closes the connection, which rolls back, whatever state it is in.
    throw error
  }
}
