import { describe, expect, test } from 'vitest'
import { memoryStore } from '../index.js'
import { storeContract } from '../testing/index.js'
import type { MemoryStoreOptions } from './event-memory.js'

/** A memory store with a clock that the test moves. */
function storeAt(options: MemoryStoreOptions = {}) {
  let now = 1_000
  const store = memoryStore({ now: () => now, ...options })
  const claimed = async (key: string, leaseMs = 1_000) => {
    const claim = await store.claim(key, leaseMs)
    if (claim.state !== 'claimed') throw new Error(`${key} is ${claim.state}`)
    return claim.token
  }
  const done = async (key: string, retentionMs = 1_000_000) =>
    expect(await store.complete(key, await claimed(key), retentionMs)).toBe(true)
  return {
    store,
    claimed,
    done,
    elapse: (ms: number) => {
      now += ms
    },
    stateOf: async (key: string) => (await store.claim(key, 1_000)).state,
  }
}

describe('memoryStore passes the contract of a store', () => {
  for (const { name, run } of storeContract) {
    test(name, () => run(storeAt()))
  }
})

describe('memoryStore is bounded', () => {
  test('by count: the oldest done event is forgotten first', async () => {
    const { store, done, stateOf } = storeAt({ maxEntries: 3 })
    for (const key of ['a', 'b', 'c', 'd']) await done(key)
    expect(store.size).toBe(3)
    expect(await stateOf('d')).toBe('done')
    expect(await stateOf('c')).toBe('done')
    expect(await stateOf('b')).toBe('done')
    expect(await stateOf('a')).toBe('claimed')
  })

  test('by count: the oldest is forgotten first, even if a younger one has just been released', async () => {
    const { store, claimed, done, stateOf } = storeAt({ maxEntries: 3 })
    for (const key of ['a', 'b']) await done(key)
    await store.release('c', await claimed('c'))
    for (const key of ['d', 'e']) await done(key)
    expect(await stateOf('b')).toBe('done')
    expect(await stateOf('a')).toBe('claimed')
  })

  test('by count: even to a single event', async () => {
    const { store, done, stateOf } = storeAt({ maxEntries: 1 })
    for (const key of ['a', 'b']) await done(key)
    expect(store.size).toBe(1)
    expect(await stateOf('b')).toBe('done')
  })

  test('by count: a lease is never forgotten', async () => {
    const { store, claimed, done, stateOf } = storeAt({ maxEntries: 3 })
    const token = await claimed('leased')
    for (const key of ['a', 'b', 'c', 'd']) await done(key)
    expect(store.size).toBe(3)
    expect(await stateOf('leased')).toBe('busy')
    expect(await store.complete('leased', token, 1_000)).toBe(true)
  })

  test('by count: full of leases it rejects, which the receiver answers with unavailable', async () => {
    const { store, claimed } = storeAt({ maxEntries: 2 })
    await claimed('a')
    const token = await claimed('b')
    await expect(store.claim('c', 1_000)).rejects.toThrow(/memoryStore is full: 2 events.*Raise maxEntries/)
    expect(await store.release('b', token)).toBe(true)
    await expect(store.claim('c', 1_000)).resolves.toMatchObject({ state: 'claimed' })
  })

  test('by count: a lease that has expired makes room, even behind one that has not', async () => {
    const { claimed, elapse, stateOf } = storeAt({ maxEntries: 3 })
    await claimed('long', 60_000)
    await claimed('a', 10)
    await claimed('b', 10)
    elapse(20)
    expect(await stateOf('c')).toBe('claimed')
    expect(await stateOf('long')).toBe('busy')
  })

  test('by count: late renewals and completions do not go beyond it', async () => {
    const { store, claimed, elapse } = storeAt({ maxEntries: 2 })
    const tokens = { a: await claimed('a'), b: await claimed('b') }
    elapse(2_000)
    await claimed('c')
    const token = await claimed('d')
    await expect(store.renew('a', tokens.a, 1_000)).rejects.toThrow(/full/)
    await expect(store.complete('b', tokens.b, 1_000)).rejects.toThrow(/full/)
    await store.complete('d', token, 1_000)
    expect(await store.complete('b', tokens.b, 1_000)).toBe(true)
    expect(store.size).toBe(2)
  })

  test('by age: expired events are forgotten as new ones come', async () => {
    const { store, done, claimed, elapse } = storeAt()
    for (let index = 0; index < 100; index++) await done(`old-${index}`, 5_000)
    for (let index = 0; index < 100; index++) await claimed(`dead-${index}`)
    expect(store.size).toBe(200)
    elapse(5_000)
    for (let index = 0; index < 20; index++) await done(`new-${index}`)
    expect(store.size).toBe(20)
  })

  test('by age: a few at a time, so that no claim has to wait for all of them', async () => {
    const { store, done, elapse } = storeAt()
    for (let index = 0; index < 100; index++) await done(`old-${index}`, 5_000)
    elapse(5_000)
    await done('new')
    expect(store.size).toBeGreaterThan(50)
    expect(store.size).toBeLessThan(100)
  })

  test('by age: an old event that is done late and remembered long does not keep expired ones in memory', async () => {
    const { store, claimed, done, elapse, stateOf } = storeAt()
    const token = await claimed('slow')
    for (let index = 0; index < 10; index++) await done(`old-${index}`, 5_000)
    await store.complete('slow', token, 60_000)
    elapse(5_000)
    await done('new')
    expect(store.size).toBe(2)
    expect(await stateOf('slow')).toBe('done')
  })

  test('by both, for any sequence of claims', async () => {
    const { store, elapse } = storeAt({ maxEntries: 50 })
    for (let index = 0; index < 2_000; index++) {
      const claim = await store.claim(`key-${index}`, 100)
      if (claim.state === 'claimed' && index % 3 > 0) await store.complete(`key-${index}`, claim.token, 500)
      elapse(5)
      expect(store.size).toBeLessThanOrEqual(50)
    }
  })
})

describe('memoryStore is exact', () => {
  test('about the end of a lease', async () => {
    const { claimed, elapse, stateOf } = storeAt()
    await claimed('key', 1_000)
    elapse(999)
    expect(await stateOf('key')).toBe('busy')
    elapse(1)
    expect(await stateOf('key')).toBe('claimed')
  })

  test('about the end of the retention', async () => {
    const { done, elapse, stateOf } = storeAt()
    await done('key', 1_000)
    elapse(999)
    expect(await stateOf('key')).toBe('done')
    elapse(1)
    expect(await stateOf('key')).toBe('claimed')
  })

  test('about the end of the retention, after which its worker may complete the event again', async () => {
    const { store, claimed, elapse, stateOf } = storeAt()
    const tokens = { a: await claimed('a'), b: await claimed('b') }
    for (const key of ['a', 'b'] as const) await store.complete(key, tokens[key], 1_000)
    elapse(999)
    expect(await store.renew('a', tokens.a, 500)).toBe(false)
    elapse(1)
    expect(await store.renew('a', tokens.a, 500)).toBe(true)
    expect(await stateOf('a')).toBe('busy')
    expect(await store.complete('b', tokens.b, 500)).toBe(true)
    expect(await stateOf('b')).toBe('done')
  })

  test('about keys that are properties of every object', async () => {
    const { done, stateOf } = storeAt()
    for (const key of ['__proto__', 'constructor', 'toString', '']) {
      await done(key)
      expect(await stateOf(key)).toBe('done')
    }
  })

  test('about tokens: none is given twice, and an invented one is refused', async () => {
    const { store, claimed } = storeAt()
    const tokens = await Promise.all(Array.from({ length: 100 }, (_, index) => claimed(`key-${index}`)))
    expect(new Set(tokens).size).toBe(100)
    expect(await store.renew('key-1', 'forged', 1_000)).toBe(false)
    expect(await store.complete('key-1', tokens[2] ?? '', 1_000)).toBe(false)
    expect(await store.release('key-1', '')).toBe(false)
    expect(await store.release('never claimed', '1')).toBe(false)
  })
})

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '10' as unknown as number])(
  'memoryStore takes no maxEntries of %s',
  (maxEntries) => {
    expect(() => memoryStore({ maxEntries })).toThrow(TypeError)
    expect(() => memoryStore({ maxEntries })).toThrow(/maxEntries must be a positive integer/)
  },
)

test('two stores share nothing', async () => {
  const one = memoryStore()
  const other = memoryStore()
  await one.claim('key', 1_000)
  expect((await other.claim('key', 1_000)).state).toBe('claimed')
})
