import type { Store } from '@vidhook/core'
import { checkDatabase, type SqliteDatabase } from './database.js'
import { prepareDatabase } from './prepare-database.js'
import { statementsFor } from './statements.js'
import { DEFAULT_TABLE, quotedTable } from './table.js'

export type { SqliteDatabase, SqliteStatement } from './database.js'
export { type SqliteJournal, type SqliteJournalOptions, sqliteJournal } from './journal.js'

export interface SqliteStoreOptions {
  /** The table that holds the events: letters, digits and underscores. @default 'vidhook_events' */
  readonly table?: string | undefined
  /**
   * About how many claims lie between two purges by the store itself, each of which deletes up to 200 expired rows. `false`
   * for none: then call `purge()` yourself now and then. @default 100
   */
  readonly purgeEvery?: number | false | undefined
}

/** A store in SQLite. */
export interface SqliteStore extends Store {
  /**
   * Deletes what has expired, in batches of `batchSize` rows (200 by default), between which others get their turn.
   * Resolves to the number of rows that are gone.
   */
  purge(options?: { readonly batchSize?: number | undefined }): Promise<number>
}

/** Deleted in about a millisecond. */
const BATCH_SIZE = 200

/**
 * Remembers events in a file of SQLite, for the processes of one machine and across restarts. It works on your `DatabaseSync`
 * of `node:sqlite`, which needs Node 22.13 or newer; to open and to close it stays yours. The store sets it up at once: its
 * table, write-ahead logging, and a busy timeout of 500 ms if it has none. Give it a connection of its own: on one that has a
 * transaction open, a claim is part of that transaction.
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

  // Prepared anew for every call, which takes some microseconds: a statement would not outlive database.close() and open().
  const row = (sql: string, values: readonly (string | number)[]) => database.prepare(sql).get(...values)
  const purgeBatch = (batchSize: number) => Number(database.prepare(statements.purge).run(batchSize).changes)

  /** At random, so that processes that live for a few claims only take their turn as well. */
  function purgeNowAndThen(): void {
    if (purgeEvery === false || Math.random() * purgeEvery >= 1) return
    try {
      purgeBatch(BATCH_SIZE)
    } catch {
      // Nothing depends on it: what was not purged now is purged the next time.
    }
  }

  return {
    async claim(key, leaseMs) {
      const token = crypto.randomUUID()
      // Looked for first: only what may be had is written, and so a repeat needs neither the disk nor the file's one lock.
      const holder = row(statements.find, [key]) ?? row(statements.claim, [key, token, leaseMs])
      purgeNowAndThen()
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
