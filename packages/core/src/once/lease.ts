import type { Logger } from '../log/log.js'
import { andThen, isThenable } from '../thenable.js'
import { backgroundTimer } from './deadline.js'
import type { Claim, Store } from './store.js'

/** A store whose calls may return a value, as in memory, or a promise. */
export type AnyStore = {
  readonly [Call in keyof Store]: (
    ...args: Parameters<Store[Call]>
  ) => ReturnType<Store[Call]> | Awaited<ReturnType<Store[Call]>>
}

/** A store with a time limit for every call that returns a promise. */
export type BoundedStore = AnyStore

/**
 * Limits the time of a store's calls: a call that takes longer rejects. If a claim succeeds after that, it is released, since
 * otherwise no worker could claim the event until the lease ends.
 *
 * A renewal may take a third of its lease at most: if it hangs, there is time for another one before the lease ends.
 */
export function boundedStore(store: AnyStore, timeoutMs: number): BoundedStore {
  const bounded = <Result>(
    call: string,
    answer: Result | PromiseLike<Result>,
    limitMs = timeoutMs,
    tooLate?: (result: Result) => void,
  ): Result | Promise<Result> => {
    if (!isThenable(answer)) return answer
    return new Promise<Result>((resolve, reject) => {
      const asked = performance.now()
      let expired = false
      // Check the clock too: in a process that was frozen, the answer may be handled before the timer fires.
      const isTooLate = () => expired || performance.now() - asked > limitMs
      const timer = setTimeout(() => {
        expired = true
        reject(new Error(`The store did not answer ${call}() within ${limitMs} ms.`))
      }, limitMs)
      answer.then(
        (result) => {
          if (isTooLate()) return tooLate?.(result)
          clearTimeout(timer)
          resolve(result)
        },
        (error) => {
          clearTimeout(timer)
          reject(error)
        },
      )
    })
  }
  return {
    claim(key, leaseMs) {
      const claim = bounded('claim', store.claim(key, leaseMs), timeoutMs, (late) => {
        if (late?.state === 'claimed') void giveBack(store, key, late.token)
      })
      return andThen(claim, checked)
    },
    renew: (key, token, leaseMs) =>
      bounded('renew', store.renew(key, token, leaseMs), Math.min(timeoutMs, Math.ceil(leaseMs / 3))),
    complete: (key, token, retentionMs) => bounded('complete', store.complete(key, token, retentionMs)),
    release: (key, token) => bounded('release', store.release(key, token)),
  }
}

/** Releases a claim that came too late. It is tried once: if it fails, the lease ends by itself. */
async function giveBack(store: AnyStore, key: string, token: string): Promise<void> {
  try {
    await store.release(key, token)
  } catch {}
}

/** Checks the answer, since a user's own store may return anything. An invalid claim must not lose the event. */
function checked(claim: Claim): Claim {
  switch (claim?.state) {
    case 'busy':
    case 'done':
      return claim
    case 'claimed':
      if (typeof claim.token === 'string') return claim
  }
  throw new TypeError(`The store answered claim() with ${JSON.stringify(claim)}, which is not a valid claim.`)
}

export interface LeaseOptions {
  readonly store: BoundedStore
  readonly key: string
  readonly token: string
  readonly leaseMs: number
  /** When the lease was requested, as a value of `performance.now()`. It may have begun then. */
  readonly since: number
  readonly log: Logger
  /** Called once, when another worker may have taken the event over. */
  readonly onLost: () => void
}

/** A lease that is renewed until it is stopped. */
export interface Lease {
  /** If a renewal is under way, what it returns resolves after that, so that none can follow a release. */
  stop(): Promise<void> | undefined
}

/**
 * Renews at every third of the lease. While the store cannot be reached, it tries more often, even after the lease has ended:
 * the first worker that reaches the store again gets the event, and this worker has already begun the work.
 */
export function keepLease({ store, key, token, leaseMs, since, log, onLost }: LeaseOptions): Lease {
  let until = since + leaseMs
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
      // Counted from the request: the lease may have begun then, and a slow answer must not delay the next renewal.
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
    timer = backgroundTimer(() => {
      renewal = renew()
    }, ms)
  }
  renewAfter(since + leaseMs / 3 - performance.now())

  return {
    stop() {
      stopped = true
      clearTimeout(timer)
      return renewal
    },
  }
}
