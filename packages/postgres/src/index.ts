import type { Store } from '@vidhook/core'
import { checkClient, isPool, type PostgresClient, type PostgresPool } from './client.js'
import { createTableSql } from './create-table.js'
import { runnerOf } from './run.js'
import { statementsFor } from './statements.js'
import { DEFAULT_TABLE, tableNamed } from './table.js'

export type { PostgresClient } from './client.js'
export { createTableSql } from './create-table.js'
export {
  createJournalTableSql,
  type PostgresJournal,
  type PostgresJournalOptions,
  postgresJournal,
} from './journal.js'

export interface PostgresStoreOptions {
  /**
   * The table that holds the events. May begin with a schema: `'webhooks.events'`. Letters, digits and underscores, taken
   * as they stand: `'Events'` is another table than `'events'`. @default 'vidhook_events'
   */
  readonly table?: string | undefined
  /**
   * About how many claims lie between two purges in the background, each of which deletes up to 1000 expired rows. `false`
   * for none: then call `purge()` yourself now and then. A single client, as in a transaction, is never purged on. @default 100
   */
  readonly purgeEvery?: number | false | undefined
}

/** A store in Postgres, and what its table needs. */
export interface PostgresStore extends Store {
  /** Creates the table and its index, unless they are there. Any number of processes may do so at once. */
  createTable(): Promise<void>
  /**
   * Deletes what has expired, in batches of `batchSize` rows (1000 by default), each in a transaction of its own; rows that
   * others are working on are left out. Resolves to the number of rows that are gone.
   */
  purge(options?: { readonly batchSize?: number | undefined }): Promise<number>
}

const BATCH_SIZE = 1000

/**
 * Remembers events in Postgres (9.5 or newer), for any number of processes. Every call is one statement, timed by the
 * database's clock, and none is prepared by name, so that PgBouncer in transaction mode may stand between. The pool stays
 * yours to open and to close. Where it has no `error` listener yet, it is given one: without, node-postgres ends the process
 * when the database restarts.
 *
 * On the client of a transaction, claims and effects are committed together.
 *
 * @throws TypeError if the client or an option is not usable.
 * @example
 * ```ts
 * const store = postgresStore(new pg.Pool({ connectionString: process.env.DATABASE_URL }))
 * await store.createTable() // or run the SQL of createTableSql() as a migration
 * joggWebhook(secret, { store })
 * ```
 */
export function postgresStore(
  client: PostgresClient | PostgresPool,
  options: PostgresStoreOptions = {},
): PostgresStore {
  checkClient(client, 'postgresStore')
  const { table: name = DEFAULT_TABLE, purgeEvery = 100 } = options
  const table = tableNamed(name)
  if (purgeEvery !== false) checkPositiveInteger('purgeEvery', purgeEvery)
  const pooled = isPool(client)
  if (pooled && client.listenerCount('error') === 0) client.on('error', ignoreLostConnection)
  const run = runnerOf(client, table, 'store.createTable(), or run the SQL of createTableSql()')
  const statements = statementsFor(table.quoted)
  let purging = false

  const answers = async (text: string, values: readonly unknown[]) => (await run(text, values)).length > 0

  async function purgeBatch(batchSize: number): Promise<number> {
    const [row] = await run(statements.purge, [batchSize])
    return Number(row?.purged)
  }

  /** At random, so that processes that live for a few claims only, as serverless ones do, take their turn as well. */
  function purgeNowAndThen(): void {
    if (!pooled || purgeEvery === false || purging || Math.random() * purgeEvery >= 1) return
    purging = true
    purgeBatch(BATCH_SIZE)
      .catch(() => {}) // Nothing depends on it: what was not purged now is purged the next time.
      .finally(() => {
        purging = false
      })
  }

  return {
    async claim(key, leaseMs) {
      const token = crypto.randomUUID()
      const [row] = await run(statements.claim, [key, token, leaseMs])
      purgeNowAndThen()
      // No row: another worker was quicker than this statement's snapshot. See statements.ts.
      const state = row?.state ?? 'busy'
      if (state === 'claimed') return { state, token }
      if (state === 'busy' || state === 'done') return { state }
      throw new Error(`Postgres answered ${JSON.stringify(state)} to a claim. Are rows changed on their way?`)
    },
    renew: (key, token, leaseMs) => answers(statements.renew, [key, token, leaseMs]),
    complete: (key, token, retentionMs) => answers(statements.complete, [key, token, retentionMs]),
    release: (key, token) => answers(statements.release, [key, token]),

    async createTable() {
      // One at a time: IF NOT EXISTS alone fails when two look at once and both see no table. The lock ends with the
      // transaction, which several statements sent as one are.
      await client.query(`SELECT pg_advisory_xact_lock(${CREATION_LOCK});\n${createTableSql(name)}`)
    },
    async purge({ batchSize = BATCH_SIZE } = {}) {
      checkPositiveInteger('batchSize', batchSize)
      let total = 0
      for (;;) {
        const purged = await purgeBatch(batchSize)
        total += purged
        if (purged < batchSize) return total
      }
    },
  }
}

/** Any number that is nobody else's: "vidh" in ASCII. */
const CREATION_LOCK = 0x76_69_64_68

/** The pool has dropped the connection already, and opens another for the next call. */
function ignoreLostConnection(): void {}

function checkPositiveInteger(name: string, value: number): void {
  if (!(Number.isInteger(value) && value > 0))
    throw new TypeError(`postgresStore: ${name} must be a positive integer, not ${value}.`)
}
