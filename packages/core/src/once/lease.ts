import type { Logger } from '../log/log.js'
import { isThenable } from '../thenable.js'
import { backgroundTimer } from './deadline.js'
import type { Claim, Store } from './store.js'

/** A store whose calls return a value or a promise: the one in memory returns values. */
export type AnyStore = {
  readonly [Call in keyof Store]: (
    ...args: Parameters<Store[Call]>
  ) => ReturnType<Store[Call]> | Awaited<ReturnType<Store[Call]>>
}

/** A store whose every call ends in time. */
export type BoundedStore = Store

/**
 * Limits the time of every call of a store: one that takes longer rejects. A claim that arrives after that is released, or
 * no worker could have the event until the lease ends.
 *
 * A renewal has a third of its lease at most: if it hangs, there is time for another one before the lease ends.
 */
export function boundedStore(store: AnyStore, timeoutMs: number): BoundedStore {
  const bounded = async <Result>(
    call: string,
    answer: Result | PromiseLike<Result>,
    limitMs = timeoutMs,
    tooLate?: (result: Result) => void,
  ): Promise<Result> => {
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
    async claim(key, leaseMs) {
      const claim = await bounded('claim', store.claim(key, leaseMs), timeoutMs, (late) => {
        if (late?.state === 'claimed') void giveBack(store, key, late.token)
      })
      return checked(claim)
    },
    renew: async (key, token, leaseMs) =>
      bounded('renew', store.renew(key, token, leaseMs), Math.min(timeoutMs, Math.ceil(leaseMs / 3))),
    complete: async (key, token, retentionMs) => bounded('complete', store.complete(key, token, retentionMs)),
    release: async (key, token) => bounded('release', store.release(key, token)),
  }
}

/** Tried once: if it fails, the lease ends by itself. */
async function giveBack(store: AnyStore, key: string, token: string): Promise<void> {
  try {
    await store.release(key, token)
  } catch {}
}

/** A user's own store may answer anything. An invalid answer must not lose the event. */
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
  /** When it was asked for, as `performance.now()` counts: it began no earlier. */
  readonly since: number
  readonly log: Logger
  /** Called once if another worker may be at the event by now. */
  readonly onLost: () => void
}

/** A lease that is renewed until it is stopped. */
export interface Lease {
  /** If a renewal is under way, what it returns resolves after that, so that none can follow a release. */
  stop(): Promise<void> | undefined
}

/**
 * Renews at every third of the lease. While the store cannot be reached, it tries more often, even after the lease has ended:
 * the first worker to reach the store again gets the event, and it should be this one, which has begun the work.
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
