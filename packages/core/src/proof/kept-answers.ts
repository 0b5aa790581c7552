import { type RawDelivery, targetOf, withoutToken } from '../request/delivery.js'
import type { DeliveryHeaders } from '../request/headers.js'
import { isThenable } from '../thenable.js'

/**
 * What a function given as a secret can choose by: a delivery without its body, of which nothing is verified yet. The URL is
 * path and query on every runtime, without the token of a signed callback URL. The host is a header.
 */
export type SecretDelivery = Readonly<Pick<RawDelivery, 'method' | 'url' | 'headers'>>

/** A function that keeps failing is called once in this time. After a single failure it is called again at once. */
const RETRY_MS = 1_000
/** When deliveries do not match a kept answer, the function is called again, but at most once in this time. */
const RENEW_MS = 2_000
/** Later deliveries do not wait for a call that has taken longer than this. */
const HUNG_MS = 5_000
/** How many calls a minute may be made for keys without a kept answer, such as invented URLs. */
export const NEW_CALLS_PER_MINUTE = 1_000
/** How many answers are kept. More than can be added in a minute, so that a flood of invented keys does not push out those in use. */
const MOST_ANSWERS = 2_000
/** The longest key, in characters, under which an answer is kept. */
const LONGEST_KEY = 2_000

/** A function's answers, kept for a while. */
export interface KeptAnswers<Answer> {
  /** @throws what the function threw, or `tooMany()` */
  get(delivery: SecretDelivery): Answer | Promise<Answer>
  /** Calls the function again, unless it was called for this less than 2 s ago. */
  renew(delivery: SecretDelivery): Answer | Promise<Answer> | undefined
}

interface Kept<Answer> {
  readonly last?: ({ readonly answer: Answer } | { readonly error: unknown }) & { readonly until: number }
  /** When the last finished call began, whether it succeeded or failed. */
  readonly triedAt: number
  readonly call?: { readonly since: number; readonly answer: Promise<Answer> } | undefined
}

/**
 * Keeps what a function returns. The key is made of the parts of a delivery that the function has read: a function that reads
 * nothing has one answer, a function that reads the URL has one for each URL.
 *
 * @param keepMs how long an answer is kept, in milliseconds
 * @param tooMany makes the error that is thrown once the limit of calls is reached
 */
export function keptAnswers<Answer>(
  ask: (delivery: SecretDelivery) => Answer | Promise<Answer>,
  keepMs: number,
  tooMany: () => Error,
): KeptAnswers<Answer> {
  /** What the function has read so far, by name. */
  const reads = new Map<string, (delivery: SecretDelivery) => unknown>()
  /** In the order in which they were asked for. */
  const kept = new Map<string, Kept<Answer>>()
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

  const put = (key: string, entry: Kept<Answer>) => {
    kept.delete(key)
    if (key.length <= LONGEST_KEY) kept.set(key, entry)
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_ANSWERS) return
      kept.delete(oldest)
    }
  }

  const find = (delivery: SecretDelivery, how?: 'anew'): Answer | Promise<Answer> => {
    const entry = kept.get(keyOf(delivery))
    const last = entry?.last
    const now = performance.now()
    if (last && now < last.until && how !== 'anew') {
      if ('error' in last) throw last.error
      return last.answer
    }
    if (entry?.call && now - entry.call.since < HUNG_MS) {
      const { answer } = entry.call
      const known = reads.size
      // The function may have read more by then, so that this delivery has another key than the one it was called for.
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
      const isOutdated = (kept.get(key)?.triedAt ?? since) > since
      if (!isOutdated) put(key, { last: { answer, until: since + keepMs }, triedAt: since })
      return answer
    }
    const failed = (error: unknown): never => {
      const now = performance.now()
      const last = kept.get(keyOf(delivery))?.last
      // Keep an answer that is still valid when its renewal fails. Otherwise a forger could make it unusable.
      const isGood = last && !('error' in last) && now < last.until
      const until = last && 'error' in last ? now + RETRY_MS : now
      put(keyOf(delivery), { last: isGood ? last : { error, until }, triedAt: since })
      throw error
    }
    let asked: Answer | Promise<Answer>
    try {
      asked = ask(watched(delivery, reads))
    } catch (error) {
      return failed(error)
    }
    if (!isThenable(asked)) return succeeded(asked)
    const answer = Promise.resolve(asked).then(succeeded, failed)
    // The key of what it has read so far. Most functions read everything before they wait for anything.
    const key = keyOf(delivery)
    put(key, { triedAt: Number.NEGATIVE_INFINITY, ...kept.get(key), call: { since, answer } })
    return answer
  }

  return {
    get: (delivery) => find(delivery),
    renew(delivery) {
      const entry = kept.get(keyOf(delivery))
      if (!entry || performance.now() - entry.triedAt < RENEW_MS || !mayCall()) return undefined
      return find(delivery, 'anew')
    },
  }
}

/** The delivery as the function sees it. What it reads is added to `reads`. */
function watched(
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
