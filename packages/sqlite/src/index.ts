import type { Store } from '@vidhook/core'
import { checkDatabase, type SqliteDatabase } from './database.js'
import { prepareDatabase } from './prepare-database.js'
import { statementsFor } from './statements.js'
import { DEFAULT_TABLE, quotedTable } from './table.js'

export type { SqliteDatabase, SqliteStatement } from './database.js'
export { type SqliteJournal, type SqliteJournalOptions, sqliteJournal } from './journal.js'

export interface SqliteStoreOptions {
  /** The table for the events: letters, digits and underscores. @default 'vidhook_events' */
  readonly table?: string | undefined
  /**
   * On average, one in so many claims is followed by a purge, which deletes up to 200 expired rows. With `false` there are
   * none: call `purge()` yourself from time to time. @default 100
   */
  readonly purgeEvery?: number | false | undefined
}

/** A store in SQLite. */
export interface SqliteStore extends Store {
  /**
   * Deletes expired rows, in batches of `batchSize` (200 by default). Other work can run between two batches.
   * Resolves to the number of deleted rows.
   */
  purge(options?: { readonly batchSize?: number | undefined }): Promise<number>
}

/** A batch of this size is deleted in about a millisecond. */
const BATCH_SIZE = 200

/**
 * Remembers events in an SQLite file, for the processes of one machine and across restarts. It uses your `DatabaseSync` of
 * `node:sqlite`, which needs Node 22.13 or newer. You open and close it. The store prepares it at once: it creates its table,
 * turns on write-ahead logging, and sets a busy timeout of 500 ms if there is none. Give the store its own connection: if a
 * transaction is open on a connection, a claim becomes part of that transaction.
 *
 * @throws TypeError if the database or an option is not usable, or SQLite's error if the database cannot be written to.
 * @example
 * ```ts
 * import { DatabaseSync } from 'node:sqlite'
 * joggWebhook(secret, { store: sqliteStore(new DatabaseSync('events.db')) })
 * ```
 */
export function sqliteStore(database: SqliteDatabase, options: SqliteStoreOptions = {}): SqliteStore {
  checkDatabase(database, 'sqliteStore')
  const { table = DEFAULT_TABLE, purgeEvery = 100 } = options
  if (purgeEvery !== false) checkPositiveInteger('purgeEvery', purgeEvery)
  const statements = statementsFor(quotedTable(table))
  prepareDatabase(database, table)

  // Prepare for every call, which takes some microseconds: a prepared statement is invalid after database.close() and open().
  const row = (sql: string, values: readonly (string | number)[]) => database.prepare(sql).get(...values)
  const purgeBatch = (batchSize: number) => Number(database.prepare(statements.purge).run(batchSize).changes)

  /** Purges at random, not by a counter: a process may end after a few claims, before any counter is full. */
  function purgeAtRandom(): void {
    if (purgeEvery === false || Math.random() * purgeEvery >= 1) return
    try {
      purgeBatch(BATCH_SIZE)
    } catch {
      // a later purge deletes these rows
    }
  }

  return {
    async claim(key, leaseMs) {
      const token = crypto.randomUUID()
      // Read first, and write only if the event is free: a repeat then needs neither the disk nor the file's write lock.
      const holder = row(statements.find, [key]) ?? row(statements.claim, [key, token, leaseMs])
      purgeAtRandom()
      if (holder?.token === token) return { state: 'claimed', token }
      return { state: holder?.done === 1 ? 'done' : 'busy' }
    },
    renew: async (key, token, leaseMs) => row(statements.renew, [key, token, leaseMs]) !== undefined,
    complete: async (key, token, retentionMs) =>
      row(statements.complete, [key, token, retentionMs]) !== undefined,
    release: async (key, token) => row(statements.release, [key, token]) !== undefined,

    async purge({ batchSize = BATCH_SIZE } = {}) {
      checkPositiveInteger('batchSize', batchSize)
      let total = 0
      for (;;) {
        const purged = purgeBatch(batchSize)
        total += purged
        if (purged < batchSize) return total
        await new Promise((resolve) => setTimeout(resolve))
      }
    },
  }
}

function checkPositiveInteger(name: string, value: number): void {
  if (!(Number.isInteger(value) && value > 0))
    throw new TypeError(`sqliteStore: ${name} must be a positive integer, not ${value}.`)
}
