import { helpLink, MisconfiguredError } from '../misconfigured.js'
import { isThenable } from '../thenable.js'
import { type HmacKey, hmacKey } from './hmac.js'
import { keptAnswers, NEW_CALLS_PER_MINUTE, type SecretDelivery } from './kept-answers.js'

type OneOrMore = string | readonly (string | undefined)[] | undefined

/**
 * A secret as the provider gave it, a list of which any one may match (rotation without downtime), or a function of the
 * delivery that returns either, now or as a promise (tenants, key services).
 *
 * What a function returns is kept for a while, for all deliveries that are the same in what the function has read: one that
 * reads nothing is called once a minute, one that reads `delivery.url` once a minute for each URL.
 *
 * `undefined` and empty strings are allowed by the type, because environment variables are so; a receiver left without
 * any secret answers `misconfigured` and never accepts a delivery.
 *
 * @example
 * ```ts
 * const secret: Secret = async ({ url }) => vault.read(`jogg/${url.split('/')[2]}`) // /hooks/<tenant>
 * ```
 */
export type Secret = OneOrMore | ((delivery: SecretDelivery) => OneOrMore | Promise<OneOrMore>)

/** The keys of a secret, ready to use. */
export interface Keyring {
  /**
   * @param delivery what a function given as the secret chooses by
   * @throws MisconfiguredError if no secret is set, or if the function that should return it failed.
   */
  keys(delivery?: SecretDelivery): readonly HmacKey[] | Promise<readonly HmacKey[]>
  /**
   * For a signature that none of the keys has made: the keys asked for anew, as the secret may have been changed. `undefined`
   * if there is no function to ask, or if it was asked for such a delivery less than 2 s ago.
   */
  renew?(delivery?: SecretDelivery): readonly HmacKey[] | Promise<readonly HmacKey[]> | undefined
  /** What can be said before the first delivery. */
  problem(): SecretProblem | undefined
}

interface SecretProblem {
  readonly level: 'warn' | 'error'
  readonly code: 'secret_missing' | 'secret_whitespace'
  readonly message: string
}

/** How a secret becomes the bytes of an HMAC key. The default takes its characters as UTF-8. */
export type DecodeSecret = (secret: string) => string | Uint8Array

/** How long what a function returned is kept, in milliseconds. */
const DEFAULT_CACHE_MS = 60_000

/**
 * @param label what the user calls it, for messages: `joggWebhook()'s secret`
 * @param hint where the user finds it
 * @param cacheMs how long to keep what a function returned, in milliseconds. @default 60000
 */
export function keyring(
  secret: Secret,
  label: string,
  hint: string,
  decode?: DecodeSecret,
  cacheMs: number = DEFAULT_CACHE_MS,
): Keyring {
  if (typeof secret === 'object' && secret !== null && !Array.isArray(secret)) {
    throw new TypeError(
      `${label} must be a string, a list of strings, or a function that returns either, not an object. With joggWebhook(), the secret comes first and the options second.`,
    )
  }
  if (!(cacheMs >= 0))
    throw new TypeError(
      `${label} cannot be kept for ${cacheMs} ms: give a number of milliseconds, 0 or more.`,
    )

  const keysOf = (value: OneOrMore): readonly HmacKey[] => {
    const secrets = new Set(present(value))
    if (secrets.size === 0) throw new MisconfiguredError('secret_missing', missing(label, hint))
    return [...secrets].map((text) => hmacKey(decoded(text)))
  }

  const decoded = (text: string): string | Uint8Array => {
    const bytes = decode ? decode(text) : text
    // Anyone can sign with a key of no bytes.
    if (bytes.length === 0) throw new MisconfiguredError('secret_missing', missing(label, hint))
    return bytes
  }

  if (typeof secret !== 'function') {
    let keys: readonly HmacKey[] | undefined
    return {
      keys: () => {
        keys ??= keysOf(secret)
        return keys
      },
      problem: () => problemOf(present(secret), label, hint, decode),
    }
  }

  const unavailable = (what: string, options?: ErrorOptions) =>
    new MisconfiguredError(
      'secret_unavailable',
      `The function given as ${label} ${what} See ${helpLink('secret_unavailable')}`,
      options,
    )
  const failed = (cause: unknown): never => {
    throw unavailable('failed.', { cause })
  }
  const ask = (delivery: SecretDelivery) => {
    let value: OneOrMore | Promise<OneOrMore>
    try {
      value = secret(delivery)
    } catch (cause) {
      return failed(cause)
    }
    return isThenable(value) ? Promise.resolve(value).then(keysOf, failed) : keysOf(value)
  }
  const kept = keptAnswers(ask, cacheMs, () =>
    unavailable(
      `was not called: within a minute, deliveries came that differ in more than ${NEW_CALLS_PER_MINUTE} ways in what it reads, such as their URL.`,
    ),
  )
  return {
    keys: (delivery = NOT_GIVEN) => kept.get(delivery),
    renew: (delivery = NOT_GIVEN) => kept.renew(delivery),
    problem: () => undefined,
  }
}

/** For providers that ask for keys without a delivery, which is enough for a function that reads nothing of it. */
const NOT_GIVEN: SecretDelivery = {
  get method() {
    return notGiven()
  },
  get url() {
    return notGiven()
  },
  get headers() {
    return notGiven()
  },
}

function notGiven(): never {
  throw new MisconfiguredError(
    'provider_failed',
    'The secret is a function of the delivery, but the provider asks for keys without one: give it to verifyHmac({ delivery, … }) or keys(delivery).',
  )
}

function present(value: OneOrMore): readonly string[] {
  // JavaScript may give null or a number, which are no secrets either.
  const list = Array.isArray(value) ? value : [value]
  return list.filter((text): text is string => typeof text === 'string' && text.trim() !== '')
}

function problemOf(
  secrets: readonly string[],
  label: string,
  hint: string,
  decode: DecodeSecret | undefined,
): SecretProblem | undefined {
  if (secrets.length === 0) return { level: 'error', code: 'secret_missing', message: missing(label, hint) }
  // A decoder takes white space or refuses it; only undecoded is it part of the key.
  if (decode || secrets.every((text) => text === text.trim())) return undefined
  return {
    level: 'warn',
    code: 'secret_whitespace',
    message: `${label} begins or ends with white space, which is part of the key. If it was copied with a newline, trim it. See ${helpLink('secret_whitespace')}`,
  }
}

function missing(label: string, hint: string): string {
  return `${label} is undefined or empty, so no delivery can be verified and every one is refused. ${hint} See ${helpLink('secret_missing')}`
}
