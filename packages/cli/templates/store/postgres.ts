import { postgresStore } from '@vidhook/postgres'
import { Pool } from 'pg'

/** Remembers which events are done, for all processes. Without DATABASE_URL, each process remembers its own, in memory. */
export function openStore(connectionString = process.env.DATABASE_URL) {
  if (!connectionString) return undefined
  const pool = new Pool({ connectionString })
  pool.on('error', (error) => console.error('Postgres:', error.message))
  return postgresStore(pool)
}
