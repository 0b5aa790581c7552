import type { BoundedStore } from './once/lease.js'
import type { Provider } from './providers/provider.js'

/** Whether a receiver has everything that a delivery needs. */
export interface Readiness {
  readonly ok: boolean
  /** Empty if it has. */
  readonly problems: readonly ReadinessProblem[]
}

/** What is missing. */
export interface ReadinessProblem {
  readonly part: 'secret' | 'store'
  /** A code with a heading in docs/errors.md, such as `secret_missing` or `store_unavailable`. */
  readonly code: string
  /** For the log. It may name hosts, so do not send it to strangers. */
  readonly message: string
  readonly error?: unknown
}

export interface ReadinessParts {
  readonly provider: Provider
  /** What the keys in the store begin with. */
  readonly name: string
  readonly store: BoundedStore
}

export async function readinessOf({ provider, name, store }: ReadinessParts): Promise<Readiness> {
  const missing = secretProblems(provider).map(
    ({ code, message }): ReadinessProblem => ({ part: 'secret', code, message }),
  )
  const problems = [...missing, ...(await storeProblems(store, name))]
  return { ok: problems.length === 0, problems }
}

/** What makes every delivery fail, and is known before the first one. */
export function secretProblems(provider: Provider) {
  return provider.setup().filter(({ level }) => level === 'error')
}

/** Long enough for the release that follows. */
const PROBE_LEASE_MS = 1_000

/**
 * Claims a key that no event has and releases it: a store that only answers a ping may still lack its table or the right to
 * write. `busy` is an answer too: another replica asks at the same time.
 */
async function storeProblems(store: BoundedStore, name: string): Promise<readonly ReadinessProblem[]> {
  const key = `${name}:ready?`
  try {
    const claim = await store.claim(key, PROBE_LEASE_MS)
    if (claim.state === 'claimed') await store.release(key, claim.token)
    return []
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [
      { part: 'store', code: 'store_unavailable', message: `The store is unavailable: ${reason}`, error },
    ]
  }
}
