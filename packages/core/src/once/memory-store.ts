import { eventMemory, type MemoryStoreOptions } from './event-memory.js'
import type { Store } from './store.js'

/** A store in this process's memory, and what it holds. */
export interface MemoryStore extends Store {
  /** How many events it remembers, for a metric or a test. Expired ones are counted until they are swept. */
  readonly size: number
}

/**
 * Remembers events in this process's memory: enough for one process and for tests. Several processes, or one that must not
 * run an event again after a restart, need a store that outlives them. The receiver says so once in its log.
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
