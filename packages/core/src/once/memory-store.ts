import { eventMemory, type MemoryStoreOptions } from './event-memory.js'
import type { Store } from './store.js'

/** A store in this process's memory. */
export interface MemoryStore extends Store {
  /** The number of events in memory, for a metric or a test. Expired events count until they are removed. */
  readonly size: number
}

/**
 * Remembers events in this process's memory: enough for tests, and for one process that may run an event again after a
 * restart. Otherwise, and for several processes, use a store outside of the process. The receiver logs this once.
 *
 * @throws TypeError if `maxEntries` is not a positive integer.
 * @example
 * ```ts
 * joggWebhook(secret, { store: memoryStore({ maxEntries: 10_000 }) })
 * ```
 */
export function memoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const memory = eventMemory(options)
  return {
    get size() {
      return memory.size
    },
    claim: async (key, leaseMs) => memory.claim(key, leaseMs),
    renew: async (key, token, leaseMs) => memory.renew(key, token, leaseMs),
    complete: async (key, token, retentionMs) => memory.complete(key, token, retentionMs),
    release: async (key, token) => memory.release(key, token),
  }
}
