import { deliveryRecord, type Journal, type JournalRecord, settledRecord } from '@vidhook/core/journal'
import { checkClient, ignoreLostConnections, type PostgresClient, type PostgresPool } from './client.js'
import { runnerOf } from './run.js'
import { tableNamed } from './table.js'

export interface PostgresJournalOptions {
  /** The table that holds the records. May begin with a schema. @default 'vidhook_journal' */
  readonly table?: string | undefined
  /** How long a record is kept, in milliseconds. @default 2592000000 (30 days) */
  readonly keepMs?: number | undefined
}

/** A journal in Postgres, and what its table needs. */
export interface PostgresJournal extends Journal {
  /** What became of an event, the first record first: by its identity, or by its name. */
  find(event: string, options?: { readonly limit?: number | undefined }): Promise<readonly JournalRecord[]>
  /** Creates the table and its indexes, unless they are there. */
  createTable(): Promise<void>
  /** Deletes up to 1,000 records that are too old. Done now and then by itself. */
  purge(): Promise<number>
}

const DEFAULT_TABLE = 'vidhook_journal'
const THIRTY_DAYS_MS = 30 * 24 * 60 * 60 * 1000
const PURGE_ROWS = 1_000
/** About how many records lie between two purges. Each deletes more than come in between. */
const PURGE_EVERY = 200

/** The SQL that makes a journal's table, for a migration. */
export function createJournalTableSql(table: string = DEFAULT_TABLE): string {
  const { quoted, quotedIndex } = tableNamed(table, '_identity')
  const byTime = tableNamed(table, '_at').quotedIndex
  return `CREATE TABLE IF NOT EXISTS ${quoted} (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  event text,
  identity text,
  record json NOT NULL
);
CREATE INDEX IF NOT EXISTS ${quotedIndex} ON ${quoted} (identity);
CREATE INDEX IF NOT EXISTS ${byTime} ON ${quoted} (at);
`
}

/**
 * Keeps what became of each delivery in a table, for `keepMs`. Writing happens after the answer, so an outage of the
 * database delays no delivery: what cannot be written is logged and left out.
 *
 * @throws TypeError if the client or an option is not usable.
 * @example
 * ```ts
 * const journal = postgresJournal(pool) // after `await journal.createTable()` in a migration
 * app.use(joggWebhook(secret, { journal, on: { … } }))
 * const records = await journal.find('evt_1')
 * ```
 */
export function postgresJournal(
  client: PostgresClient | PostgresPool,
  options: PostgresJournalOptions = {},
): PostgresJournal {
  checkClient(client, 'postgresJournal')
  const { table: name = DEFAULT_TABLE, keepMs = THIRTY_DAYS_MS } = options
  if (!(Number.isFinite(keepMs) && keepMs > 0))
    throw new TypeError(`postgresJournal: keepMs must be a positive number, not ${keepMs}.`)
  const table = tableNamed(name, '_identity')
  const run = runnerOf(client, table, 'journal.createTable(), or run the SQL of createJournalTableSql()')
  ignoreLostConnections(client)

  async function purge(): Promise<number> {
    const rows = await run(
      `DELETE FROM ${table.quoted} WHERE id = ANY (ARRAY (
        SELECT id FROM ${table.quoted} WHERE at < now() - $1 * interval '1 millisecond' ORDER BY at LIMIT $2
      )) RETURNING 1`,
      [keepMs, PURGE_ROWS],
    )
    return rows.length
  }

  async function write(record: JournalRecord): Promise<void> {
    await run(`INSERT INTO ${table.quoted} (at, event, identity, record) VALUES ($1, $2, $3, $4)`, [
      record.at,
      storable(record.event),
      storable(record.identity),
      JSON.stringify(record),
    ])
    if (Math.random() * PURGE_EVERY < 1) await purge()
  }

  return {
    delivery: (report) => write(deliveryRecord(report)),
    settled: (report) => write(settledRecord(report)),
    async find(event, { limit = 1_000 } = {}) {
      const rows = await run(
        `SELECT record::text FROM ${table.quoted} WHERE identity = $1 OR event = $1 ORDER BY at DESC, id DESC LIMIT $2`,
        [storable(event), limit],
      )
      return rows.map((row): JournalRecord => JSON.parse(String(row.record))).reverse()
    },
    async createTable() {
      // See the store's createTable(): several processes may do so at once.
      await client.query(`SELECT pg_advisory_xact_lock(${CREATION_LOCK});\n${createJournalTableSql(name)}`)
    },
    purge,
  }
}

/** Any number that is nobody else's: "vidj" in ASCII. */
const CREATION_LOCK = 0x76_69_64_6a

/** Postgres stores neither NUL nor lone surrogates. */
function storable(text: string | undefined): string | null {
  return text === undefined ? null : text.replace(/[\0\p{Cs}]/gu, '\uFFFD')
}
