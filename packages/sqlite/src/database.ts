/** A `DatabaseSync` of `node:sqlite`: the methods that the store calls. */
export interface SqliteDatabase {
  exec(sql: string): void
  prepare(sql: string): SqliteStatement
}

export interface SqliteStatement {
  get(...values: (string | number)[]): Record<string, unknown> | undefined
  run(...values: (string | number)[]): { readonly changes: number | bigint }
}

/** @throws TypeError if it is not a database. The message says what to pass. */
export function checkDatabase(database: unknown, caller: string): asserts database is SqliteDatabase {
  if (typeof database === 'string' || database instanceof URL)
    throw new TypeError(`${caller}: pass a database, not its path: new DatabaseSync(path). ${neededNode()}`)
  const has = (method: string) =>
    typeof database === 'object' && database !== null && typeof Reflect.get(database, method) === 'function'
  if (!has('exec') || !has('prepare'))
    throw new TypeError(`${caller}: pass an open DatabaseSync. ${neededNode()}`)
}

function neededNode(): string {
  return `DatabaseSync comes with node:sqlite, which needs Node 22.13 or newer; this is Node ${process.versions.node}.`
}
