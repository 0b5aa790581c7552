import { DEFAULT_TABLE, tableNamed } from './table.js'

/**
 * The SQL that creates the store's table and index, unless they exist. For a migration. `createTable()` runs the same SQL.
 *
 * @throws TypeError if `table` is not a valid name of a table.
 * @example
 * ```ts
 * await pool.query(createTableSql('webhooks.events'))
 * ```
 */
export function createTableSql(table: string = DEFAULT_TABLE): string {
  const { quoted, quotedIndex } = tableNamed(table)
  return `CREATE TABLE IF NOT EXISTS ${quoted} (
  key text COLLATE "C" PRIMARY KEY,
  token text NOT NULL,
  done boolean NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS ${quotedIndex} ON ${quoted} (expires_at);
`
}
