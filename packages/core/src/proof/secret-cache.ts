import { type RawDelivery, targetOf, withoutToken } from '../request/delivery.js'
import type { DeliveryHeaders } from '../request/headers.js'
import { isThenable } from '../thenable.js'

/**
 * The argument of a secret function: a delivery without its body, not verified yet. `url` is path and query on every runtime,
 * without the token of a signed callback URL. The host is in the headers.
 */
export type SecretDelivery = Readonly<Pick<RawDelivery, 'method' | 'url' | 'headers'>>

/** A function that failed twice in a row is called once in this time. After the first failure, the next delivery calls it again. */
const RETRY_MS = 1_000
/** If a signature does not match a cached secret, the function is called again, but at most once in this time. */
const RENEW_MS = 2_000
/** A call that has taken longer than this has probably hung: later deliveries start a new one. */
const HUNG_MS = 5_000
/** Limits the calls for deliveries without a cached answer, such as those to invented URLs, and the calls of `renew()`. */
export const NEW_CALLS_PER_MINUTE = 1_000
/** More than can be added in a minute, so a flood of invented URLs does not push out the entries in use. */
const MOST_ENTRIES = 2_000
/** In characters. An answer with a longer key is not cached. */
const LONGEST_KEY = 2_000

/** The answers of a secret function, kept for a while. */
export interface SecretCache<Answer> {
  /** @throws what the function threw, or `tooMany()` */
  get(delivery: SecretDelivery): Answer | Promise<Answer>
  /** Calls the function again. `undefined` if it was called for the same key less than 2 s ago. */
  renew(delivery: SecretDelivery): Answer | Promise<Answer> | undefined
}

interface Entry<Answer> {
  readonly last?: ({ readonly answer: Answer } | { readonly error: unknown }) & { readonly until: number }
  /** Start of the last call that has finished, whether it succeeded or failed. */
  readonly triedAt: number
  readonly call?: { readonly since: number; readonly answer: Promise<Answer> } | undefined
}

/**
 * Caches what a function returns. The key holds the parts of a delivery that the function reads: a function that reads
 * nothing has one entry, a function that reads the URL has one for each URL.
 *
 * @param cacheMs how long an answer is kept, in milliseconds
 * @param tooMany makes the error that is thrown once the limit of calls is reached
 */
export function secretCache<Answer>(
  load: (delivery: SecretDelivery) => Answer | Promise<Answer>,
  cacheMs: number,
  tooMany: () => Error,
): SecretCache<Answer> {
  /** The parts of a delivery that the function has read in any call so far, by name. They make up the key. */
  const reads = new Map<string, (delivery: SecretDelivery) => unknown>()
  /** The least recently loaded first. */
  const entries = new Map<string, Entry<Answer>>()
  let minuteEnds = 0
  let newCalls = 0

  const keyOf = (delivery: SecretDelivery) =>
    JSON.stringify([...reads.values()].map((read) => read(delivery)))

  const mayCall = () => {
    const now = performance.now()
    if (now >= minuteEnds) {
      minuteEnds = now + 60_000
      newCalls = 0
    }
    return ++newCalls <= NEW_CALLS_PER_MINUTE
  }

  const put = (key: string, entry: Entry<Answer>) => {
    entries.delete(key)
    if (key.length <= LONGEST_KEY) entries.set(key, entry)
    for (const oldest of entries.keys()) {
      if (entries.size <= MOST_ENTRIES) return
      entries.delete(oldest)
    }
  }

  const find = (delivery: SecretDelivery, mode?: 'renew'): Answer | Promise<Answer> => {
    const entry = entries.get(keyOf(delivery))
    const last = entry?.last
    const now = performance.now()
    if (last && now < last.until && mode !== 'renew') {
      if ('error' in last) throw last.error
      return last.answer
    }
    if (entry?.call && now - entry.call.since < HUNG_MS) {
      const { answer } = entry.call
      const known = reads.size
      // If the function has read more parts meanwhile, this delivery may have another key than that call: look again.
      const decide = () => (reads.size === known ? answer : find(delivery))
      return answer.then(decide, decide)
    }
    const isNew = last === undefined || 'error' in last
    if (isNew && !mayCall()) throw tooMany()
    return call(delivery)
  }

  const call = (delivery: SecretDelivery): Answer | Promise<Answer> => {
    const since = performance.now()
    const succeeded = (answer: Answer) => {
      const key = keyOf(delivery)
      // A call that began before the last finished one may return an old secret.
      const isOutdated = (entries.get(key)?.triedAt ?? since) > since
      if (!isOutdated) put(key, { last: { answer, until: since + cacheMs }, triedAt: since })
      return answer
    }
    const failed = (error: unknown): never => {
      const now = performance.now()
      const last = entries.get(keyOf(delivery))?.last
      // Keep an answer that is still valid when its renewal fails. Otherwise a forger could make it unusable.
      const isGood = last && !('error' in last) && now < last.until
      const until = last && 'error' in last ? now + RETRY_MS : now
      put(keyOf(delivery), { last: isGood ? last : { error, until }, triedAt: since })
      throw error
    }
    let loaded: Answer | Promise<Answer>
    try {
      loaded = load(recordReads(delivery, reads))
    } catch (error) {
      return failed(error)
    }
    if (!isThenable(loaded)) return succeeded(loaded)
    const answer = Promise.resolve(loaded).then(succeeded, failed)
    // The key of what was read until the first `await`. Most functions have read everything by then.
    const key = keyOf(delivery)
    put(key, { triedAt: Number.NEGATIVE_INFINITY, ...entries.get(key), call: { since, answer } })
    return answer
  }

  return {
    get: (delivery) => find(delivery),
    renew(delivery) {
      const entry = entries.get(keyOf(delivery))
      if (!entry || performance.now() - entry.triedAt < RENEW_MS || !mayCall()) return undefined
      return find(delivery, 'renew')
    },
  }
}

/** The delivery for the function. Adds each part that the function reads to `reads`. */
function recordReads(
  delivery: SecretDelivery,
  reads: Map<string, (delivery: SecretDelivery) => unknown>,
): SecretDelivery {
  const read = <Value>(name: string, from: (delivery: SecretDelivery) => Value): Value => {
    reads.set(name, from)
    return from(delivery)
  }
  const header = (name: string) => read(`header ${name.toLowerCase()}`, ({ headers }) => headers.get(name))
  const headers: DeliveryHeaders = {
    get: header,
    has: (name) => header(name) !== undefined,
    [Symbol.iterator]: () => read('headers', (each) => [...each.headers]).values(),
  }
  return {
    headers,
    get method() {
      return read('method', (each) => each.method)
    },
    get url() {
      return read('url', (each) => withoutToken(targetOf(each.url)))
    },
  }
}
