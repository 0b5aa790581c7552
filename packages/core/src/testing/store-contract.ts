import { LONGEST_RETENTION_MS, type Store } from '../once/store.js'

/** The store to test, and how time passes for it. */
export interface StoreHarness {
  /** The store to test. Every case uses new keys, so the store may hold other data. */
  readonly store: Store
  /** Lets time pass: waits, or moves the store's fake clock. */
  elapse(ms: number): Promise<void> | void
  /** How long a lease lasts that has to end in its case, in milliseconds: the shorter, the quicker. @default 1000 */
  readonly leaseMs?: number | undefined
}

/** One rule of the contract, with its test. */
export interface StoreContractCase {
  readonly name: string
  /** Rejects if the store breaks the rule. */
  run(harness: StoreHarness): Promise<void>
}

/**
 * The rules for every {@link Store}, as tests for any test runner.
 *
 * @example
 * ```ts
 * describe('my store', () => {
 *   for (const { name, run } of storeContract) {
 *     test(name, () => run({ store: myStore(client), elapse: (ms) => setTimeout(ms) }))
 *   }
 * })
 * ```
 */
export const storeContract: readonly StoreContractCase[] = [
  define('gives a new event to the first claim, with a token', async ({ store, key, leaseMs }) => {
    const claim = await store.claim(key, leaseMs)
    expectState(claim.state, 'claimed')
    expectThat(
      claim.state === 'claimed' && typeof claim.token === 'string' && claim.token !== '',
      'the token is a non-empty string',
    )
  }),

  define('calls a leased event busy, and another event free', async ({ store, key }) => {
    await claimed(store, key, MINUTE_MS)
    expectState((await store.claim(key, MINUTE_MS)).state, 'busy')
    expectState((await store.claim(`${key}-other`, MINUTE_MS)).state, 'claimed')
  }),

  define(
    'calls a completed event done, for as long as requested',
    async ({ store, key, leaseMs, elapse }) => {
      const brief = `${key}-brief`
      const [token, briefToken] = [await claimed(store, key, leaseMs), await claimed(store, brief, leaseMs)]
      expectResult(await store.complete(key, token, leaseMs * 100), true, 'complete')
      expectResult(await store.complete(brief, briefToken, leaseMs), true, 'complete')
      expectState((await store.claim(key, leaseMs)).state, 'done')
      await elapse(leaseMs * 1.5)
      expectState((await store.claim(key, leaseMs)).state, 'done')
      expectState((await store.claim(brief, leaseMs)).state, 'claimed')
    },
  ),

  define('gives a released event to the next claim at once, with a new token', async ({ store, key }) => {
    const token = await claimed(store, key, MINUTE_MS)
    expectResult(await store.release(key, token), true, 'release')
    expectThat((await claimed(store, key, MINUTE_MS)) !== token, 'a token is never given twice')
  }),

  define('lets nobody revive a released event, and gives it to the next claim', async ({ store, key }) => {
    const old = await claimed(store, key, MINUTE_MS)
    expectResult(await store.release(key, old), true, 'release')
    expectResult(await store.renew(key, old, MINUTE_MS), false, 'renew after the release')
    expectResult(await store.complete(key, old, MINUTE_MS), false, 'complete after the release')
    expectResult(await store.release(key, old), false, 'a second release')
    const token = await claimed(store, key, MINUTE_MS)
    expectResult(await store.renew(key, old, MINUTE_MS), false, 'renew with the old token')
    expectState((await store.claim(key, MINUTE_MS)).state, 'busy')
    expectResult(await store.complete(key, token, MINUTE_MS), true, 'complete with the new token')
  }),

  define(
    'gives an event whose lease has expired to the next claim',
    async ({ store, key, leaseMs, elapse }) => {
      await claimed(store, key, leaseMs)
      await elapse(leaseMs * 1.5)
      expectState((await store.claim(key, leaseMs)).state, 'claimed')
    },
  ),

  define('keeps a lease that is renewed', async ({ store, key, leaseMs, elapse }) => {
    const token = await claimed(store, key, leaseMs)
    for (const renewedMs of [leaseMs, leaseMs, MINUTE_MS]) {
      await elapse(leaseMs * 0.6)
      expectResult(await store.renew(key, token, renewedMs), true, 'renew')
    }
    expectState((await store.claim(key, leaseMs)).state, 'busy')
    expectResult(await store.complete(key, token, leaseMs), true, 'complete')
  }),

  define('lets a renewed lease expire in its turn', async ({ store, key, leaseMs, elapse }) => {
    const token = await claimed(store, key, leaseMs * 4)
    expectResult(await store.renew(key, token, leaseMs), true, 'renew')
    await elapse(leaseMs * 1.5)
    expectState((await store.claim(key, leaseMs)).state, 'claimed')
  }),

  define(
    'lets late work be completed if nobody has taken the event over',
    async ({ store, key, leaseMs, elapse }) => {
      const token = await claimed(store, key, leaseMs)
      await elapse(leaseMs * 1.5)
      expectResult(await store.complete(key, token, MINUTE_MS), true, 'complete')
      expectState((await store.claim(key, leaseMs)).state, 'done')
    },
  ),

  define(
    'lets a late lease be renewed if nobody has taken the event over',
    async ({ store, key, leaseMs, elapse }) => {
      const token = await claimed(store, key, leaseMs)
      await elapse(leaseMs * 1.5)
      expectResult(await store.renew(key, token, MINUTE_MS), true, 'renew')
      expectState((await store.claim(key, leaseMs)).state, 'busy')
    },
  ),

  define(
    'refuses the old token after another worker has taken the event over',
    async ({ store, key, leaseMs, elapse }) => {
      const old = await claimed(store, key, leaseMs)
      await elapse(leaseMs * 1.5)
      const token = await claimed(store, key, MINUTE_MS)
      expectResult(await store.renew(key, old, leaseMs), false, 'renew with the old token')
      expectResult(await store.release(key, old), false, 'release with the old token')
      expectResult(await store.complete(key, old, leaseMs), false, 'complete with the old token')
      expectState((await store.claim(key, leaseMs)).state, 'busy')
      expectResult(await store.complete(key, token, MINUTE_MS), true, 'complete with the new token')
    },
  ),

  define(
    'lets late work be completed if another worker took the event over and released it',
    async ({ store, key, leaseMs, elapse }) => {
      const old = await claimed(store, key, leaseMs)
      await elapse(leaseMs * 1.5)
      await store.release(key, await claimed(store, key, MINUTE_MS))
      expectResult(await store.complete(key, old, MINUTE_MS), true, 'complete')
      expectState((await store.claim(key, leaseMs)).state, 'done')
    },
  ),

  define('lets nobody reopen a done event', async ({ store, key, leaseMs, elapse }) => {
    const old = await claimed(store, key, leaseMs)
    await elapse(leaseMs * 1.5)
    const token = await claimed(store, key, leaseMs)
    await store.complete(key, token, MINUTE_MS)
    for (const late of [old, token]) {
      expectResult(await store.renew(key, late, leaseMs), false, 'renew of a done event')
      expectResult(await store.release(key, late), false, 'release of a done event')
    }
    expectResult(await store.complete(key, old, leaseMs), false, 'complete with the old token')
    expectState((await store.claim(key, leaseMs)).state, 'done')
  }),

  define('remembers a done event for as long as a receiver may ask for', async ({ store, key, leaseMs }) => {
    const token = await claimed(store, key, leaseMs)
    expectResult(await store.complete(key, token, LONGEST_RETENTION_MS), true, 'complete for 100 years')
    expectState((await store.claim(key, leaseMs)).state, 'done')
    // Some stores let a done event be completed again: shorten it, so that this key does not stay for 100 years.
    await store.complete(key, token, leaseMs)
  }),

  define('gives an event to one of 1,000 claims at once', async ({ store, key }) => {
    const claims = await Promise.all(Array.from({ length: 1000 }, () => store.claim(key, MINUTE_MS)))
    const winners = claims.filter((claim) => claim.state === 'claimed').length
    expectThat(winners === 1, `one claim wins, not ${winners}`)
    expectThat(claims.filter((claim) => claim.state === 'busy').length === 999, 'all others are busy')
  }),

  define('keeps keys apart that differ in case, length or punctuation alone', async ({ store, key }) => {
    for (const variant of [
      `${key}-a`,
      `${key}-A`,
      `${key}-a `,
      `${key}-a:b`,
      `${key}-a%3Ab`,
      `${key}-${'a'.repeat(200)}`,
      `${key}-${'a'.repeat(199)}b`,
    ]) {
      expectState((await store.claim(variant, MINUTE_MS)).state, 'claimed')
      expectState((await store.claim(variant, MINUTE_MS)).state, 'busy')
    }
  }),
]

/** A lease or a retention that does not end during a case, even if a slow store takes long for its calls. */
const MINUTE_MS = 60_000

interface Case extends StoreHarness {
  readonly key: string
  readonly leaseMs: number
}

function define(name: string, run: (parts: Case) => Promise<void>): StoreContractCase {
  return {
    name,
    run: (harness) =>
      run({
        store: harness.store,
        elapse: (ms) => harness.elapse(ms),
        leaseMs: harness.leaseMs ?? 1000,
        key: `contract:${crypto.randomUUID()}`,
      }),
  }
}

async function claimed(store: Store, key: string, leaseMs: number): Promise<string> {
  const claim = await store.claim(key, leaseMs)
  if (claim.state !== 'claimed')
    throw new Error(`Expected the event to be claimed, but it was ${claim.state}.`)
  return claim.token
}

function expectState(actual: string, expected: string): void {
  expectThat(actual === expected, `the claim is ${expected}, not ${actual}`)
}

function expectResult(actual: boolean, expected: boolean, call: string): void {
  expectThat(actual === expected, `${call} answers ${expected}, not ${actual}`)
}

function expectThat(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(`The store breaks its contract. Expected: ${sentence}.`)
}
