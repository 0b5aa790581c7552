/** A `DatabaseSync` of `node:sqlite`, as far as it is used here. */
export interface SqliteDatabase {
  exec(sql: string): void
  prepare(sql: string): SqliteStatement
}

export interface SqliteStatement {
  get(...values: (string | number)[]): Record<string, unknown> | undefined
  run(...values: (string | number)[]): { readonly changes: number | bigint }
}

/** @throws TypeError if it is no database; the message says what to pass instead. */
export function checkDatabase(database: unknown, caller: string): asserts database is SqliteDatabase {
  if (typeof database === 'string' || database instanceof URL)
    throw new TypeError(`${caller}: pass a database, not its path: new DatabaseSync(path). ${needed()}`)
  const has = (method: string) =>
    typeof database === 'object' && database !== null && typeof Reflect.get(database, method) === 'function'
  if (!has('exec') || !has('prepare'))
    throw new TypeError(`${caller}: pass a DatabaseSync, open and ready. ${needed()}`)
}

function needed(): string {
  return `DatabaseSync comes with node:sqlite, which needs Node 22.13 or newer; this is Node ${process.versions.node}.`
}
