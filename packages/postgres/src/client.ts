/** Runs statements: a `Pool`, `Client` or `PoolClient` of node-postgres, or what has the same `query()`. */
export interface PostgresClient {
  // Values in a mutable array, since that is what node-postgres declares.
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly Record<string, unknown>[] }>
}

/** A `Pool`, as far as it is used here. */
export interface PostgresPool extends PostgresClient {
  /** How many connections it has. A single client has no such number. */
  readonly totalCount: number
  listenerCount(event: 'error'): number
  on(event: 'error', listener: (error: Error) => void): unknown
}

/** @throws TypeError if it is no client; the message says what to pass instead. */
export function checkClient(client: unknown, caller: string): asserts client is PostgresClient {
  if (typeof client === 'string' || client instanceof URL) {
    throw new TypeError(
      `${caller}: pass a pool, not its connection string: new pg.Pool({ connectionString }).`,
    )
  }
  if (typeof client === 'object' && client !== null) {
    if ('query' in client && typeof client.query === 'function') return
    if ('then' in client)
      throw new TypeError(`${caller}: pass the client itself, not a promise of it: await pool.connect().`)
  }
  throw new TypeError(
    `${caller}: pass a Pool, Client or PoolClient of node-postgres (the package pg). What was passed has no query(text, values).`,
  )
}

export function isPool(client: PostgresClient): client is PostgresPool {
  return 'totalCount' in client && 'listenerCount' in client && 'on' in client
}
