import type { Inbox } from './inbox/inbox.js'
import { inTime } from './once/deadline.js'
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
  readonly part: 'secret' | 'store' | 'inbox'
  /** `secret_missing`, `store_unavailable` or `inbox_unavailable`: each has a heading in docs/errors.md. */
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
  /** Takes the place of the store. */
  readonly inbox: Inbox | undefined
  readonly storeTimeoutMs: number
}

export async function readinessOf({
  provider,
  name,
  store,
  inbox,
  storeTimeoutMs,
}: ReadinessParts): Promise<Readiness> {
  // What makes every delivery fail, and is known before the first one.
  const missing = provider
    .setup()
    .filter(({ level }) => level === 'error')
    .map(({ code, message }): ReadinessProblem => ({ part: 'secret', code, message }))
  const unavailable = inbox ? inboxProblems(inbox, storeTimeoutMs) : storeProblems(store, name)
  const problems = [...missing, ...(await unavailable)]
  return { ok: problems.length === 0, problems }
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
    return [unavailable('store', error)]
  }
}

async function inboxProblems(inbox: Inbox, timeoutMs: number): Promise<readonly ReadinessProblem[]> {
  if (!inbox.health) return []
  try {
    const tooLate = () => new Error(`The inbox did not answer health() within ${timeoutMs} ms.`)
    const { problems } = await inTime(inbox.health(), timeoutMs, tooLate)
    return problems.flatMap(({ code, message }) =>
      code === 'inbox_unavailable' ? [unavailable('inbox', new Error(message))] : [],
    )
  } catch (error) {
    return [unavailable('inbox', error)]
  }
}

function unavailable(part: 'store' | 'inbox', error: unknown): ReadinessProblem {
  const reason = error instanceof Error ? error.message : String(error)
  return { part, code: `${part}_unavailable`, message: `The ${part} is unavailable: ${reason}`, error }
}
