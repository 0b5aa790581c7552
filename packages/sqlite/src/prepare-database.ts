import type { SqliteDatabase } from './database.js'
import { quotedTable } from './table.js'

/**
 * How long a call waits for another process that writes. The wait blocks the event loop, and no timer fires meanwhile, so it
 * must be shorter than the receiver's `storeTimeoutMs`. A write takes a few milliseconds at most.
 */
const BUSY_TIMEOUT_MS = 500

/** Prepares a database for the store. Every process calls it at its start, and any number may do so at the same time. */
export function prepareDatabase(database: SqliteDatabase, table: string): void {
  setUp(database, createTable(table))
}

/** Write-ahead logging, a busy timeout, and what the SQL creates. */
export function setUp(database: SqliteDatabase, createTableSql: string): void {
  const busyTimeout = database.prepare('PRAGMA busy_timeout').get()?.timeout
  if (busyTimeout === 0) database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
  // With a write-ahead log, readers and a writer do not wait for each other. The mode is stored in the file.
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
 * Runs it again while the file is busy. If two processes prepare one file at once, they would wait for each other forever. So
 * SQLite gives one of them a busy error at once, in spite of the busy timeout
 * (https://www.sqlite.org/c3ref/busy_handler.html), and that one has to start again.
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

/** The lowest byte of the code is SQLITE_BUSY, the others say which kind: https://www.sqlite.org/rescode.html#busy */
function isBusy(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'errcode' in error &&
    typeof error.errcode === 'number' &&
    (error.errcode & 0xff) === 5
  )
}

/** Blocks the thread, since `sqliteStore()` is synchronous. That is before the first event. */
function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
