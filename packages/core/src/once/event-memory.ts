import type { Claim, Store } from './store.js'

export interface MemoryStoreOptions {
  /**
   * How many events are remembered, done and leased together. If there are more, the oldest done events are forgotten.
   * @default 100000 (some 14 MB)
   */
  readonly maxEntries?: number | undefined
  /** A clock in milliseconds, for tests. Its zero does not matter. @default performance.now */
  readonly now?: (() => number) | undefined
}

/** A store with synchronous calls, in this process's memory. */
export type EventMemory = {
  readonly [Call in keyof Store]: (...args: Parameters<Store[Call]>) => Awaited<ReturnType<Store[Call]>>
} & { readonly size: number }

/** @throws TypeError if `maxEntries` is not a positive integer. */
export function eventMemory(options: MemoryStoreOptions = {}): EventMemory {
  const { maxEntries = 100_000, now = () => performance.now() } = options
  if (!Number.isInteger(maxEntries) || maxEntries < 1) {
    throw new TypeError(`memoryStore: maxEntries must be a positive integer, not ${maxEntries}.`)
  }
  /** A lease, or for a done event the time when it may be forgotten. Roughly sorted by that end. */
  const events = new Map<string, Lease | number>()
  // Keep one iterator: a new one would have to skip all entries that were deleted at the beginning of the map.
  let walk = events.entries()
  let oldest: readonly [string, Lease | number] | undefined
  let tokens = 0
  /** The tokens of released leases, each with the time when it may be forgotten. Sorted by that time. */
  const released = new Map<string, number>()

  /** The first entry of the map. */
  const findOldest = () => {
    while (oldest === undefined) {
      const step = walk.next()
      if (!step.done) oldest = step.value
      else if (events.size > 0) walk = events.entries()
      else return undefined
    }
    return oldest
  }

  const remove = (key: string) => {
    if (key === oldest?.[0]) oldest = undefined
    return events.delete(key)
  }

  /** Moves an entry to the end of the map. */
  const append = (key: string, entry: Lease | number) => {
    remove(key)
    events.set(key, entry)
  }

  /** Deletes expired entries at the beginning of the map: a few in each call, so that no call takes long. */
  const sweep = (at: number) => {
    for (let budget = SWEEP; budget > 0; budget--) {
      const found = findOldest()
      if (found === undefined || endOf(found[1]) > at) return
      remove(found[0])
    }
  }

  const makeRoom = (at: number) => {
    if (events.size < maxEntries) return
    for (let left = events.size; left > 0; left--) {
      const found = findOldest()
      if (found === undefined) return
      const [key, entry] = found
      if (typeof entry === 'number' || entry.until <= at) return void remove(key)
      append(key, entry)
    }
    throw new Error(
      `memoryStore is full: ${maxEntries} events are being worked on at once. Raise maxEntries.`,
    )
  }

  const lease = (key: string, token: string, until: number, at: number) => {
    makeRoom(at)
    events.set(key, { token, until })
  }

  /** Whether a worker with this token may renew or complete: not done, not leased to another, not released with the token. */
  const isOpenTo = (entry: Lease | number | undefined, token: string, at: number) =>
    typeof entry === 'object'
      ? entry.token === token
      : (entry === undefined || entry <= at) && !released.has(token)

  const rememberRelease = (token: string) => {
    const at = now()
    for (const [oldToken, until] of released) {
      if (until > at && released.size < maxEntries) break
      released.delete(oldToken)
    }
    released.set(token, at + RELEASED_MS)
  }

  return {
    get size() {
      return events.size
    },
    claim(key, leaseMs) {
      const at = now()
      const entry = events.get(key)
      if (entry !== undefined) {
        if (endOf(entry) > at) return typeof entry === 'number' ? DONE : BUSY
        remove(key)
      }
      sweep(at)
      const token = String(++tokens)
      lease(key, token, at + leaseMs, at)
      return { state: 'claimed', token }
    },
    renew(key, token, leaseMs) {
      const at = now()
      const entry = events.get(key)
      if (!isOpenTo(entry, token, at)) return false
      if (typeof entry === 'object') entry.until = at + leaseMs
      else {
        remove(key)
        lease(key, token, at + leaseMs, at)
      }
      return true
    },
    complete(key, token, retentionMs) {
      const at = now()
      const entry = events.get(key)
      if (!isOpenTo(entry, token, at)) return false
      if (entry === undefined) makeRoom(at)
      // Setting it in place is cheapest. But the sweep stops at an unexpired oldest entry, so that one is moved to the end.
      if (key === oldest?.[0]) append(key, at + retentionMs)
      else events.set(key, at + retentionMs)
      return true
    },
    release(key, token) {
      const entry = events.get(key)
      if (typeof entry !== 'object' || entry.token !== token) return false
      rememberRelease(token)
      return remove(key)
    },
  }
}

interface Lease {
  readonly token: string
  until: number
}

/** How many entries one sweep deletes at most. Each claim adds at most one, so expired entries become fewer. */
const SWEEP = 16

/** An hour, as in the other stores, whose calls may be delayed on their connection. */
const RELEASED_MS = 60 * 60 * 1000

const DONE: Claim = Object.freeze({ state: 'done' })
const BUSY: Claim = Object.freeze({ state: 'busy' })

function endOf(entry: Lease | number): number {
  return typeof entry === 'number' ? entry : entry.until
}
