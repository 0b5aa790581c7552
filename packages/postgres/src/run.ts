import { errorCode } from '../../core/src/error-code.js'
import type { PostgresClient } from './client.js'
import type { Table } from './table.js'

/** Runs one statement, and resolves to its rows. */
export type Run = (text: string, values: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>

/** More than one is needed only if the user's default isolation level is higher than Postgres's default. */
const ATTEMPTS = 10

/**
 * Runs a statement again after a conflict. Under `repeatable read` and `serializable`, Postgres refuses a statement if another
 * worker has changed the same row, and it has to be sent again. In the user's own transaction that is impossible: the user has
 * to repeat the whole transaction, so the first error is thrown, which says so.
 *
 * @param remedy what creates the table, for the error that it is missing
 */
export function runnerOf(client: PostgresClient, table: Table, remedy: string): Run {
  return async (text, values) => {
    let conflict: unknown
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        // An unnamed statement leaves nothing on the connection, which PgBouncer may give to another client.
        return (await client.query(text, [...values])).rows
      } catch (error) {
        const code = errorCode(error)
        if (code === UNDEFINED_TABLE) throw missing(table, remedy, error)
        if (code === IN_FAILED_TRANSACTION) throw conflict ?? error
        if (code !== SERIALIZATION_FAILURE && code !== DEADLOCK_DETECTED) throw error
        conflict = error
      }
    }
    throw conflict
  }
}

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const IN_FAILED_TRANSACTION = '25P02'
const SERIALIZATION_FAILURE = '40001'
const DEADLOCK_DETECTED = '40P01'
const UNDEFINED_TABLE = '42P01'

function missing({ name }: Table, remedy: string, cause: unknown): Error {
  return new Error(
    `There is no table ${name}. Create it with ${remedy} as a migration. Is it in another schema? Then pass { table: 'schema.name' }.`,
    { cause },
  )
}
