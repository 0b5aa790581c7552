import type { Store } from '@vidhook/core'
import {
  checkClient,
  ignoreLostConnections,
  isPool,
  type PostgresClient,
  type PostgresPool,
} from './client.js'
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
   * The table for the events. May begin with a schema: `'webhooks.events'`. Letters, digits and underscores. Case matters:
   * `'Events'` is another table than `'events'`. @default 'vidhook_events'
   */
  readonly table?: string | undefined
  /**
   * On average, one in so many claims starts a purge in the background, which deletes up to 1000 expired rows. With `false`
   * there are none: call `purge()` yourself from time to time. The store never purges on a single client, since that may be
   * in a transaction. @default 100
   */
  readonly purgeEvery?: number | false | undefined
}

/** A store in Postgres, with functions to create and purge its table. */
export interface PostgresStore extends Store {
  /** Creates the table and its index, unless they exist. Any number of processes may call it at the same time. */
  createTable(): Promise<void>
  /**
   * Deletes expired rows, in batches of `batchSize` (1000 by default), each in its own transaction. Skips rows that others
   * have locked. Resolves to the number of deleted rows.
   */
  purge(options?: { readonly batchSize?: number | undefined }): Promise<number>
}

const BATCH_SIZE = 1000

/**
 * Remembers events in Postgres (9.5 or newer), for any number of processes. Every call is one statement and uses the
 * database's clock. No statement is prepared by name, so PgBouncer in transaction mode works. You open and close the pool.
 * If the pool has no `error` listener, the store adds one: without it, node-postgres ends the process when the database
 * restarts.
 *
 * If you pass the client of a transaction, claims and your own changes are committed together.
 *
 * @throws TypeError if the client or an option is not usable.
 * @example
 * ```ts
 * const store = postgresStore(new pg.Pool({ connectionString: process.env.DATABASE_URL }))
 * joggWebhook(secret, { store })
 * // Once, in your deployment: await store.createTable(), or the SQL of createTableSql()
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
  ignoreLostConnections(client)
  const run = runnerOf(client, table, 'store.createTable(), or run the SQL of createTableSql()')
  const statements = statementsFor(table.quoted)
  let purging = false

  const answers = async (text: string, values: readonly unknown[]) => (await run(text, values)).length > 0

  async function purgeBatch(batchSize: number): Promise<number> {
    const [row] = await run(statements.purge, [batchSize])
    return Number(row?.purged)
  }

  /** Purges at random, not by a counter: a serverless process may end after a few claims, before any counter is full. */
  function purgeAtRandom(): void {
    if (!pooled || purgeEvery === false || purging || Math.random() * purgeEvery >= 1) return
    purging = true
    purgeBatch(BATCH_SIZE)
      .catch(() => {}) // a later purge deletes these rows
      .finally(() => {
        purging = false
      })
  }

  return {
    async claim(key, leaseMs) {
      const token = crypto.randomUUID()
      const [row] = await run(statements.claim, [key, token, leaseMs])
      purgeAtRandom()
      // No row: another worker claimed the event after this statement's snapshot. See statements.ts.
      const state = row?.state ?? 'busy'
      if (state === 'claimed') return { state, token }
      if (state === 'busy' || state === 'done') return { state }
      throw new Error(
        `Postgres answered ${JSON.stringify(state)} to a claim, which the store's SQL never returns. Does the client change rows?`,
      )
    },
    renew: (key, token, leaseMs) => answers(statements.renew, [key, token, leaseMs]),
    complete: (key, token, retentionMs) => answers(statements.complete, [key, token, retentionMs]),
    release: (key, token) => answers(statements.release, [key, token]),

    async createTable() {
      // The lock lets one process create at a time: IF NOT EXISTS fails if two processes see no table and both create it. Both
      // statements are sent as one query, which is one transaction, and the lock ends with it.
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

/** A number that no other software is likely to use: "vidh" in ASCII. */
const CREATION_LOCK = 0x76_69_64_68

function checkPositiveInteger(name: string, value: number): void {
  if (!(Number.isInteger(value) && value > 0))
    throw new TypeError(`postgresStore: ${name} must be a positive integer, not ${value}.`)
}
