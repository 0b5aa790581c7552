import { describe, expect, test } from 'vitest'
import { memoryStore, type Store } from '../index.js'
import { type StoreContractCase, storeContract } from './index.js'

/** The cases that a store fails. Makes a new store for each case. */
async function failing(make: (now: () => number) => Store): Promise<string[]> {
  const failed: string[] = []
  for (const contractCase of storeContract) {
    if ((await outcomeOf(contractCase, make)) !== 'kept') failed.push(contractCase.name)
  }
  return failed
}

async function outcomeOf({ run }: StoreContractCase, make: (now: () => number) => Store) {
  let now = 0
  const elapse = (ms: number) => {
    now += ms
  }
  return run({ store: make(() => now), elapse }).then(
    () => 'kept' as const,
    (error: unknown) => error,
  )
}

const sound = (now: () => number) => memoryStore({ now })

test('a correct store passes the contract', async () => {
  expect(await failing(sound)).toEqual([])
})

test('a correct store with long leases, as over a network, passes the contract', async () => {
  for (const { run } of storeContract) {
    let now = 0
    const elapse = async (ms: number) => {
      now += ms
    }
    await run({ store: sound(() => now), elapse, leaseMs: 30_000 })
  }
})

describe('the contract is broken by a store that', () => {
  test.each<[string, (store: Store, now: () => number) => Partial<Store>, string]>([
    [
      'gives every event to everyone',
      () => ({ claim: async () => ({ state: 'claimed', token: '1' }) }),
      'leased event busy',
    ],
    ['gives no event to anyone', () => ({ claim: async () => ({ state: 'busy' }) }), 'first claim'],
    [
      'gives tokens of nothing',
      (store) => ({
        claim: async (key, leaseMs) => {
          const claim = await store.claim(key, leaseMs)
          return claim.state === 'claimed' ? { ...claim, token: '' } : claim
        },
      }),
      'first claim, with a token',
    ],
    [
      'gives the same token again',
      (store) => {
        const real = new Map<string, string>()
        return {
          claim: async (key, leaseMs) => {
            const claim = await store.claim(key, leaseMs)
            if (claim.state === 'claimed') real.set(key, claim.token)
            return claim.state === 'claimed' ? { ...claim, token: 'token' } : claim
          },
          release: (key) => store.release(key, real.get(key) ?? ''),
        }
      },
      'with a new token',
    ],
    [
      'never lets a lease expire',
      (store) => ({ claim: (key) => store.claim(key, Number.POSITIVE_INFINITY) }),
      'whose lease has expired',
    ],
    [
      'renews for ever',
      (store) => ({ renew: (key, token) => store.renew(key, token, Number.POSITIVE_INFINITY) }),
      'renewed lease expire',
    ],
    ['does not renew', () => ({ renew: async () => true }), 'keeps a lease that is renewed'],
    [
      'forgets what is done',
      (store) => ({ complete: (key, token) => store.release(key, token) }),
      'completed event done',
    ],
    [
      'remembers what is done for its lease only',
      (store) => ({ complete: (key, token) => store.complete(key, token, 1000) }),
      'for as long as requested',
    ],
    [
      'remembers what is done for ever',
      (store) => ({ complete: (key, token) => store.complete(key, token, Number.POSITIVE_INFINITY) }),
      'for as long as requested',
    ],
    [
      'revives what was released, by a renewal',
      (store) => ({
        renew: async (key, token, ms) =>
          (await store.renew(key, token, ms)) || (await store.claim(key, ms)).state === 'claimed',
      }),
      'revive a released event',
    ],
    [
      'revives what was released, by a completion',
      (store) => ({
        complete: async (key, token, ms) => {
          if (await store.complete(key, token, ms)) return true
          const claim = await store.claim(key, ms)
          return claim.state === 'claimed' && store.complete(key, claim.token, ms)
        },
      }),
      'revive a released event',
    ],
    [
      'remembers that an event was released, but not by whom',
      (store) => {
        const released = new Set<string>()
        return {
          release: (key, token) => {
            released.add(key)
            return store.release(key, token)
          },
          complete: async (key, token, ms) => !released.has(key) && store.complete(key, token, ms),
        }
      },
      'and released it',
    ],
    [
      'takes no number of milliseconds beyond 2³¹',
      (store) => ({
        complete: async (key, token, ms) => {
          if (ms > 2 ** 31) throw new RangeError('out of range')
          return store.complete(key, token, ms)
        },
      }),
      'as long as a receiver may ask for',
    ],
    ['does not release', () => ({ release: async () => true }), 'released event to the next claim'],
    [
      'does not fence a completion',
      (store) => ({ complete: async (key, token, ms) => (await store.complete(key, token, ms)) || true }),
      'refuses the old token',
    ],
    [
      'does not fence a release',
      (store) => {
        const latest = new Map<string, string>()
        return {
          claim: async (key, leaseMs) => {
            const claim = await store.claim(key, leaseMs)
            if (claim.state === 'claimed') latest.set(key, claim.token)
            return claim
          },
          release: (key) => store.release(key, latest.get(key) ?? ''),
        }
      },
      'refuses the old token',
    ],
    [
      'does not fence a renewal',
      (store) => ({ renew: async (key, token, ms) => (await store.renew(key, token, ms)) || true }),
      'refuses the old token',
    ],
    [
      'counts a late completion as lost',
      (store, now) => {
        const until = new Map<string, number>()
        return {
          claim: (key, leaseMs) => {
            until.set(key, now() + leaseMs)
            return store.claim(key, leaseMs)
          },
          complete: async (key, token, ms) =>
            now() < (until.get(key) ?? 0) && (await store.complete(key, token, ms)),
          renew: (key, token, ms) => {
            until.set(key, now() + ms)
            return store.renew(key, token, ms)
          },
        }
      },
      'late work be completed',
    ],
    [
      'reads before it writes, in two steps',
      (store) => {
        const leased = new Set<string>()
        return {
          claim: async (key, leaseMs) => {
            const taken = leased.has(key)
            await Promise.resolve()
            if (taken) return store.claim(key, leaseMs)
            leased.add(key)
            return { state: 'claimed', token: crypto.randomUUID() }
          },
        }
      },
      '1,000 claims at once',
    ],
    [
      'does not tell upper from lower case',
      (store) => ({ claim: (key, ms) => store.claim(key.toLowerCase(), ms) }),
      'keeps keys apart',
    ],
    [
      'cuts long keys off',
      (store) => ({ claim: (key, ms) => store.claim(key.slice(0, 100), ms) }),
      'keeps keys apart',
    ],
    ['trims keys', (store) => ({ claim: (key, ms) => store.claim(key.trim(), ms) }), 'keeps keys apart'],
    ['cannot be reached', () => ({ claim: () => Promise.reject(new Error('ECONNREFUSED')) }), 'first claim'],
  ])('%s', async (_, breakIt, sentence) => {
    const failed = await failing((now) => {
      const store = sound(now)
      return { ...store, ...breakIt(store, now) }
    })
    expect(failed.some((name) => name.includes(sentence))).toBe(true)
  })

  test('fails with the name of the broken rule', async () => {
    const [first] = storeContract
    if (!first) throw new Error('The contract is empty.')
    const store = (now: () => number): Store => ({ ...sound(now), claim: async () => ({ state: 'done' }) })
    expect(await outcomeOf(first, store)).toEqual(
      new Error('The store breaks its contract. Expected: the claim is claimed, not done.'),
    )
  })
})
