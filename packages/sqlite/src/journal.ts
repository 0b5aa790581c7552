import { deliveryRecord, type Journal, type JournalRecord, settledRecord } from '@vidhook/core/journal'
import { checkDatabase, type SqliteDatabase } from './database.js'
import { setUp } from './prepare-database.js'
import { quotedTable } from './table.js'

export interface SqliteJournalOptions {
  /** The table that holds the records: letters, digits and underscores. @default 'vidhook_journal' */
  readonly table?: string | undefined
  /** How long a record is kept, in milliseconds. @default 2592000000 (30 days) */
  readonly keepMs?: number | undefined
}

/** A journal in SQLite. */
export interface SqliteJournal extends Journal {
  /** What became of an event, the first record first: by its identity, or by its name. */
  find(event: string, options?: { readonly limit?: number | undefined }): Promise<readonly JournalRecord[]>
  /** Deletes up to 1,000 records that are too old. Done now and then by itself. */
  purge(): Promise<number>
}

const THIRTY_DAYS_MS = 30 * 24 * 60 * 60 * 1000
const PURGE_ROWS = 1_000
/** About how many records lie between two purges. Each deletes more than come in between. */
const PURGE_EVERY = 200

/**
 * Keeps what became of each delivery in a file of SQLite, for `keepMs`. It sets the file up at once, as the store does; both may
 * be in one file.
 *
 * @throws TypeError if the database or an option is not usable, or SQLite's error if the database cannot be written to.
 * @example
 * ```ts
 * import { DatabaseSync } from 'node:sqlite'
 * const journal = sqliteJournal(new DatabaseSync('events.db'))
 * app.use(joggWebhook(secret, { journal, on: { … } }))
 * ```
 */
export function sqliteJournal(database: SqliteDatabase, options: SqliteJournalOptions = {}): SqliteJournal {
  checkDatabase(database, 'sqliteJournal')
  const { table: name = 'vidhook_journal', keepMs = THIRTY_DAYS_MS } = options
  if (!(Number.isFinite(keepMs) && keepMs > 0))
    throw new TypeError(`sqliteJournal: keepMs must be a positive number, not ${keepMs}.`)
  const table = quotedTable(name)
  setUp(database, createTable(name))

  const purge = () =>
    Number(
      database
        .prepare(
          `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE at < ? ORDER BY at LIMIT ?)`,
        )
        .run(Date.now() - keepMs, PURGE_ROWS).changes,
    )

  function write(record: JournalRecord): void {
    const { at, event = '', identity = '' } = record
    database
      .prepare(`INSERT INTO ${table} (at, event, identity, record) VALUES (?, ?, ?, ?)`)
      .run(Date.parse(at), event, identity, JSON.stringify(record))
    if (Math.random() * PURGE_EVERY < 1) purge()
  }

  return {
    delivery: (report) => write(deliveryRecord(report)),
    settled: (report) => write(settledRecord(report)),
    async find(event, { limit = 1_000 } = {}) {
      const found = database
        .prepare(
          `SELECT json_group_array(record) AS records FROM (
            SELECT record FROM ${table} WHERE identity = ?1 OR event = ?1 ORDER BY at DESC, id DESC LIMIT ?2
          )`,
        )
        .get(event, limit)
      const records: readonly string[] = JSON.parse(String(found?.records))
      return records.map((record): JournalRecord => JSON.parse(record)).reverse()
    },
    purge: async () => purge(),
  }
}

const createTable = (table: string) => `
CREATE TABLE IF NOT EXISTS ${quotedTable(table)} (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL, -- in milliseconds since 1970
  event TEXT NOT NULL,
  identity TEXT NOT NULL,
  record TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS ${quotedTable(`${table}_identity`)} ON ${quotedTable(table)} (identity);
CREATE INDEX IF NOT EXISTS ${quotedTable(`${table}_at`)} ON ${quotedTable(table)} (at);`
