import type { InboxSettings } from './options.js'

/** How a process uses its connections: a web process must know soon, a worker may wait. */
export type Use = 'web' | 'worker'

/**
 * BullMQ's `connection` option.
 *
 * @throws TypeError if the URL was left undefined.
 */
export function connectionFor({ backend, connection }: InboxSettings, use: Use): Record<string, unknown> {
  const url = backend === 'postgres' ? 'connectionString' : 'url'
  if (url in connection && connection[url] === undefined)
    throw new TypeError(`bullmqInbox: connection.${url} is undefined. Is its environment variable set here?`)
  const { [url]: _, ...rest } = connection
  const given = connection[url] === undefined ? rest : connection
  return { ...DEFAULTS[backend][use], ...given, ...DEMANDED[backend][use] }
}

/** ioredis waits longer with each try, up to 20 s in BullMQ: too long after a restart of Redis. */
const retryStrategy = (tries: number) => Math.min(tries * 100, 1_000)

/** `query_timeout`: a Postgres that is frozen answers nothing and closes nothing. Its connections are given up. */
const DEFAULTS = {
  redis: {
    web: { retryStrategy, connectTimeout: 2_000 },
    worker: { retryStrategy, connectTimeout: 5_000 },
  },
  postgres: {
    web: { connectionTimeoutMillis: 2_000, query_timeout: 5_000, keepAlive: true },
    worker: { connectionTimeoutMillis: 10_000, query_timeout: 60_000, keepAlive: true },
  },
} as const

/** In a web process, a command fails at once while Redis is away; in a worker it waits until Redis is back. */
const DEMANDED = {
  redis: {
    web: { maxRetriesPerRequest: 1, enableOfflineQueue: false },
    worker: { maxRetriesPerRequest: null },
  },
  postgres: { web: {}, worker: {} },
} as const
