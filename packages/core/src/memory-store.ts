import type { Store } from './store.js'

export interface MemoryStoreOptions {
  /**
   * How many events are remembered, done and leased together. Beyond it the oldest done ones are forgotten first.
   * @default 100000 (some 13 MB)
   */
  readonly maxEntries?: number
  /** The time in milliseconds, from any fixed point. For tests. @default performance.now */
  readonly now?: () => number
}

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
  const { maxEntries = 100_000, now = () => performance.now() } = options
  if (!Number.isInteger(maxEntries) || maxEntries < 1) {
    throw new TypeError(`memoryStore: maxEntries must be a positive integer, not ${maxEntries}.`)
  }
  const leases = new Map<string, { token: string; until: number }>()
  /** When each done event may be forgotten, oldest first. */
  const done = new Map<string, number>()
  let tokens = 0

  /** Forgets what has expired at the old end, a few a call, so that no call has to walk over everything. */
  const sweep = (at: number) => {
    let budget = 8
    for (const [key, until] of done) {
      if (until > at || budget-- === 0) break
      done.delete(key)
    }
    budget = 8
    for (const [key, lease] of leases) {
      if (lease.until > at || budget-- === 0) break
      leases.delete(key)
    }
  }

  const makeRoom = (at: number) => {
    if (leases.size + done.size < maxEntries) return
    const [oldest] = done.keys()
    if (oldest !== undefined) {
      done.delete(oldest)
      return
    }
    for (const [key, lease] of leases) if (lease.until <= at) leases.delete(key)
    if (leases.size < maxEntries) return
    throw new Error(
      `memoryStore is full: ${maxEntries} events are being worked on at once. Raise maxEntries.`,
    )
  }

  /** Not done, and not leased to anyone else. */
  const isOpenTo = (key: string, token: string) => {
    if ((done.get(key) ?? 0) > now()) return false
    const lease = leases.get(key)
    return lease === undefined || lease.token === token
  }

  return {
    get size() {
      return leases.size + done.size
    },
    async claim(key, leaseMs) {
      const at = now()
      const doneUntil = done.get(key)
      if (doneUntil !== undefined && doneUntil > at) return { state: 'done' }
      const lease = leases.get(key)
      if (lease !== undefined && lease.until > at) return { state: 'busy' }
      done.delete(key)
      leases.delete(key)
      sweep(at)
      makeRoom(at)
      const token = String(++tokens)
      leases.set(key, { token, until: at + leaseMs })
      return { state: 'claimed', token }
    },
    async renew(key, token, leaseMs) {
      if (!isOpenTo(key, token)) return false
      // Put at the end again, so that the first lease stays the one that expires first.
      if (!leases.delete(key)) makeRoom(now())
      leases.set(key, { token, until: now() + leaseMs })
      return true
    },
    async complete(key, token, retentionMs) {
      if (!isOpenTo(key, token)) return false
      const known = [leases.delete(key), done.delete(key)].includes(true)
      if (!known) makeRoom(now())
      done.set(key, now() + retentionMs)
      return true
    },
    async release(key, token) {
      return leases.get(key)?.token === token && leases.delete(key)
    },
  }
}
