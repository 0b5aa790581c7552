import type { Store } from './store.js'

const CALLS = ['claim', 'renew', 'complete', 'release'] as const satisfies readonly (keyof Store)[]

/** @throws TypeError if it is no store; the message says what to pass instead. */
export function checkStore(store: unknown): asserts store is Store {
  const missing = CALLS.filter((call) => !has(store, call))
  if (missing.length === 0) return
  const calls = missing.map((call) => `${call}()`).join(', ')
  throw new TypeError(`store must be a store, but what was given has no ${calls}. ${adviceFor(store)}`)
}

function adviceFor(store: unknown): string {
  if (has(store, 'then')) return 'It is a promise: await it first.'
  if (typeof store === 'function') return 'It is a function: pass what it returns.'
  if (has(store, 'query')) return 'For a client of Postgres, pass postgresStore(client) of @vidhook/postgres.'
  if (has(store, 'sendCommand') || has(store, 'call'))
    return 'For a client of Redis, pass redisStore(client) of @vidhook/redis.'
  if (has(store, 'prepare'))
    return 'For a database of node:sqlite, pass sqliteStore(database) of @vidhook/sqlite.'
  return 'Pass memoryStore(), or redisStore(), postgresStore() or sqliteStore() of their packages.'
}

function has(value: unknown, method: string): boolean {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return false
  return typeof Reflect.get(value, method) === 'function'
}
