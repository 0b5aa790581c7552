/** A `Pool`, `Client` or `PoolClient` of node-postgres, or an object with the same `query()`. */
export interface PostgresClient {
  // `values` is mutable, since node-postgres declares it so.
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly Record<string, unknown>[] }>
}

/** A `Pool` of node-postgres: what the store uses of it. */
export interface PostgresPool extends PostgresClient {
  /** The number of its connections. A single client does not have this property. */
  readonly totalCount: number
  listenerCount(event: 'error'): number
  on(event: 'error', listener: (error: Error) => void): unknown
}

/** @throws TypeError if it is not a client. The message says what to pass. */
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
    `${caller}: pass a Pool, Client or PoolClient of node-postgres (the package pg). The given value has no query(text, values).`,
  )
}

/** The pool has dropped the connection already, and opens another for the next call. Without a listener, the process would end. */
export function ignoreLostConnections(client: PostgresClient): void {
  if (isPool(client) && client.listenerCount('error') === 0) client.on('error', () => {})
}

export function isPool(client: PostgresClient): client is PostgresPool {
  return 'totalCount' in client && 'listenerCount' in client && 'on' in client
}
