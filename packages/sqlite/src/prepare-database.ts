import type { SqliteDatabase } from './database.js'
import { quotedTable } from './table.js'

/**
 * How long a call waits for another process that writes. It waits with the whole event loop, no timer fires meanwhile, and so
 * it must be shorter than the receiver's `storeTimeoutMs`. A write takes a few milliseconds at most.
 */
const BUSY_TIMEOUT_MS = 500

/** What the store needs of a database. Any number of processes may do this at once, and each does at its start. */
export function prepareDatabase(database: SqliteDatabase, table: string): void {
  setUp(database, createTable(table))
}

/** Write-ahead logging, a busy timeout, and what the SQL creates. */
export function setUp(database: SqliteDatabase, createTableSql: string): void {
  const busyTimeout = database.prepare('PRAGMA busy_timeout').get()?.timeout
  if (busyTimeout === 0) database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
  // With a write-ahead log, readers and a writer do not wait for each other. The file remembers it.
  untilNotBusy(() => database.exec('PRAGMA journal_mode = WAL'))
  untilNotBusy(() => database.exec(createTableSql))
}

const createTable = (table: string) => `
CREATE TABLE IF NOT EXISTS ${quotedTable(table)} (
  key TEXT PRIMARY KEY,
  token TEXT NOT NULL,
  done INTEGER NOT NULL,
  expires_at REAL NOT NULL -- in seconds since 1970
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ${quotedTable(`${table}_expires_at`)} ON ${quotedTable(table)} (expires_at);`

/**
 * Two that set up one file at once would wait for each other for ever: SQLite tells one of them that it is busy without
 * keeping to the busy timeout, https://www.sqlite.org/c3ref/busy_handler.html. That one has to begin again.
 */
function untilNotBusy(run: () => void): void {
  const deadline = performance.now() + BUSY_TIMEOUT_MS
  for (;;) {
    try {
      run()
      return
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error
      pause(5)
    }
  }
}

/** The lower byte is the error, the others tell its kinds: https://www.sqlite.org/rescode.html#busy */
function isBusy(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'errcode' in error &&
    typeof error.errcode === 'number' &&
    (error.errcode & 0xff) === 5
  )
}

/** Set-up happens before the first event, in a call that is not asynchronous. */
function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
