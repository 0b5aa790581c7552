import type { Logger } from './log.js'
import type { Claim, Store } from './store.js'

/** A store whose every call ends in time. */
export interface BoundedStore extends Store {
  readonly timeoutMs: number
}

/**
 * Bounds every call of a store: one that takes longer rejects. A claim that arrives after that is given back, or it
 * would keep the event from everyone until its lease ends.
 */
export function boundedStore(store: Store, timeoutMs: number): BoundedStore {
  const bounded = <Result>(call: string, run: () => Promise<Result>, tooLate?: (result: Result) => void) =>
    new Promise<Result>((resolve, reject) => {
      const asked = performance.now()
      let expired = false
      // By the clock too: a process that was frozen may find the answer before it finds that its timer has passed.
      const isTooLate = () => expired || performance.now() - asked > timeoutMs
      const timer = setTimeout(() => {
        expired = true
        reject(new Error(`The store did not answer ${call}() within ${timeoutMs} ms.`))
      }, timeoutMs)
      const settled = (settle: () => void) => {
        clearTimeout(timer)
        settle()
      }
      // Called inside a promise, so that a store that throws at once is one that rejects.
      Promise.resolve()
        .then(run)
        .then(
          (result) => (isTooLate() ? tooLate?.(result) : settled(() => resolve(result))),
          (error) => settled(() => reject(error)),
        )
    })
  return {
    timeoutMs,
    claim: (key, leaseMs) =>
      bounded(
        'claim',
        async () => checked(await store.claim(key, leaseMs)),
        (claim: Claim) => {
          if (claim.state === 'claimed') void giveBack(store, key, claim.token)
        },
      ),
    renew: (key, token, leaseMs) => bounded('renew', () => store.renew(key, token, leaseMs)),
    complete: (key, token, retentionMs) => bounded('complete', () => store.complete(key, token, retentionMs)),
    release: (key, token) => bounded('release', () => store.release(key, token)),
  }
}

/** Tried once: if it fails, the lease ends by itself. */
async function giveBack(store: Store, key: string, token: string): Promise<void> {
  try {
    await store.release(key, token)
  } catch {}
}

/** A store of the user's own may answer anything; no event may get lost over it. */
function checked(claim: Claim): Claim {
  switch (claim?.state) {
    case 'busy':
    case 'done':
      return claim
    case 'claimed':
      if (typeof claim.token === 'string') return claim
  }
  throw new TypeError(`The store answered claim() with ${JSON.stringify(claim)}, which is no claim.`)
}

export interface LeaseOptions {
  readonly store: BoundedStore
  readonly key: string
  readonly token: string
  readonly leaseMs: number
  readonly log: Logger
  /** Called once if another worker may be at the event by now. */
  readonly onLost: () => void
}

/** A lease that is renewed until it is stopped. */
export interface Lease {
  /** Resolves when no renewal is under way any more, so that none can follow a release. */
  stop(): Promise<void>
}

/**
 * Renews at every third of the lease. While the store is away it is asked more often, even after the lease has ended: whoever
 * asks first once it is back has the event, and the work is half done here.
 */
export function keepLease({ store, key, token, leaseMs, log, onLost }: LeaseOptions): Lease {
  let until = performance.now() + leaseMs
  let renewal: Promise<void> | undefined
  let state: 'held' | 'unsure' | 'lost' = 'held'
  let stopped = false

  const lose = () => {
    if (state !== 'lost') onLost()
    state = 'lost'
  }
  const renew = async () => {
    const asked = performance.now()
    try {
      if (!(await store.renew(key, token, leaseMs))) return lose()
      until = asked + leaseMs
      if (state === 'unsure') state = 'held'
      // Counted from the question, or a slow answer would eat into what is left of the lease.
      renewAfter(asked + leaseMs / 3 - performance.now())
    } catch (error) {
      if (state === 'held') {
        state = 'unsure'
        log.warn({ key, err: error }, 'A lease could not be renewed. It is tried again.')
      }
      if (performance.now() >= until) lose()
      renewAfter(leaseMs / 12)
    }
  }
  let timer: ReturnType<typeof setTimeout>
  const renewAfter = (ms: number) => {
    if (stopped) return
    timer = setTimeout(() => {
      renewal = renew()
    }, ms)
  }
  renewAfter(leaseMs / 3)

  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await renewal
    },
  }
}
