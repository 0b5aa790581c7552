import { helpLink, MisconfiguredError } from '../misconfigured.js'
import { andThen, isThenable } from '../thenable.js'
import type { Authentication } from './authentication.js'
import { type HmacHash, type HmacKey, hmacKey } from './hmac.js'
import { NEW_CALLS_PER_MINUTE, type SecretDelivery, secretCache } from './secret-cache.js'

type OneOrMore = string | readonly (string | undefined)[] | undefined

/**
 * A secret as the provider gave it, or a list of secrets (any one may match: rotation without downtime), or a function of the
 * delivery that returns either, directly or as a promise (for tenants and key services).
 *
 * What a function returns is cached. The cache key holds the parts of the delivery that the function reads: a function that
 * reads nothing is called once a minute, one that reads `delivery.url` once a minute for each URL.
 *
 * The type allows `undefined` and empty strings, because an environment variable may be either. A receiver without any
 * secret answers `misconfigured` and never accepts a delivery.
 *
 * @example
 * ```ts
 * const secret: Secret = async ({ url }) => vault.read(`jogg/${url.split('/')[2]}`) // /hooks/<tenant>
 * ```
 */
export type Secret = OneOrMore | ((delivery: SecretDelivery) => OneOrMore | Promise<OneOrMore>)

/** A key that can check a signature. */
export interface VerifyKey {
  /** The key's name in a published set of keys, `kid` (RFC 7517, section 4.5). */
  readonly id?: string | undefined
  /** A signature of a wrong length does not match. */
  verify(message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>
}

/** The keys of a secret, or a sender's public keys. */
export interface Keyring<Key extends VerifyKey = HmacKey> {
  /**
   * @param delivery the argument for a secret function
   * @throws MisconfiguredError if no secret is set, or if the secret function failed.
   */
  keys(delivery?: SecretDelivery): readonly Key[] | Promise<readonly Key[]>
  /**
   * Calls a secret function again, because a signature matches none of the keys and the secret may have changed. `undefined`
   * if the secret is no function, or if it was called for such a delivery less than 2 s ago.
   */
  renew?(delivery?: SecretDelivery): readonly Key[] | Promise<readonly Key[]> | undefined
  /** A mistake that can be found before the first delivery. */
  problem(): SecretProblem | undefined
}

interface SecretProblem {
  readonly level: 'warn' | 'error'
  readonly code: 'secret_missing' | 'secret_whitespace'
  readonly message: string
}

/** Makes the bytes of a key from a secret. The default encodes it as UTF-8. */
export type DecodeSecret = (secret: string) => string | Uint8Array

/** How a secret becomes keys. */
export interface KeyringOptions {
  /** @default the secret's UTF-8 bytes, white space included */
  readonly decode?: DecodeSecret | undefined
  /** How long to cache what a secret function returned, in milliseconds. @default 60000 */
  readonly cacheMs?: number | undefined
  /** The hash of the HMAC. @default 'SHA-256' */
  readonly hash?: HmacHash | undefined
}

/** How long to cache what a secret function returned, in milliseconds. */
const DEFAULT_CACHE_MS = 60_000

/**
 * Makes the HMAC keys of a secret.
 *
 * @param label names the secret in messages: `joggWebhook()'s secret`
 * @param hint says in messages where to find the secret
 */
export function keyring(secret: Secret, label: string, hint: string, options: KeyringOptions = {}): Keyring {
  return keyringOf(secret, label, hint, options, (bytes) => hmacKey(bytes, options.hash))
}

/**
 * A refusal that needs no key, given once the keys are loaded: a receiver without a secret answers `misconfigured`, whatever
 * was sent.
 */
export function refusedWith<Key extends VerifyKey>(
  keys: Keyring<Key>,
  delivery: SecretDelivery | undefined,
  refusal: Authentication,
): Authentication | Promise<Authentication> {
  return andThen(keys.keys(delivery), () => refusal)
}

/** Makes keys of any kind. `makeKey` gets what `decode` returned. */
export function keyringOf<Key extends VerifyKey>(
  secret: Secret,
  label: string,
  hint: string,
  { decode, cacheMs = DEFAULT_CACHE_MS }: KeyringOptions,
  makeKey: (bytes: string | Uint8Array) => Key,
): Keyring<Key> {
  if (typeof secret === 'object' && secret !== null && !Array.isArray(secret)) {
    throw new TypeError(
      `${label} must be a string, a list of strings, or a function that returns either, not an object. With joggWebhook(), the secret comes first and the options second.`,
    )
  }
  if (!(cacheMs >= 0))
    throw new TypeError(
      `${label} cannot be kept for ${cacheMs} ms: give a number of milliseconds, 0 or more.`,
    )

  const keysOf = (value: OneOrMore): readonly Key[] => {
    const secrets = new Set(present(value))
    if (secrets.size === 0) throw new MisconfiguredError('secret_missing', missing(label, hint))
    return [...secrets].map((text) => makeKey(decoded(text)))
  }

  const decoded = (text: string): string | Uint8Array => {
    const bytes = decode ? decode(text) : text
    // Anyone can sign with a key of no bytes.
    if (bytes.length === 0) throw new MisconfiguredError('secret_missing', missing(label, hint))
    return bytes
  }

  if (typeof secret !== 'function') {
    let keys: readonly Key[] | undefined
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
  const load = (delivery: SecretDelivery) => {
    let value: OneOrMore | Promise<OneOrMore>
    try {
      value = secret(delivery)
    } catch (cause) {
      return failed(cause)
    }
    return isThenable(value) ? Promise.resolve(value).then(keysOf, failed) : keysOf(value)
  }
  const cache = secretCache(load, cacheMs, () =>
    unavailable(
      `was not called: it has reached its limit of ${NEW_CALLS_PER_MINUTE} calls a minute. It is called for each different value of what it reads, such as the URL.`,
    ),
  )
  return {
    keys: (delivery = NOT_GIVEN) => cache.get(delivery),
    renew: (delivery = NOT_GIVEN) => cache.renew(delivery),
    problem: () => undefined,
  }
}

/** For providers that call `keys()` without a delivery. Enough for a secret function that reads nothing of it. */
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
    'The secret is a function of the delivery, but the provider did not pass the delivery on: call verifyHmac({ delivery, … }) or keys(delivery).',
  )
}

function present(value: OneOrMore): readonly string[] {
  // In JavaScript it may also be null or a number, which are not secrets.
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
  // White space is part of the key only if there is no decoder, which would strip or refuse it.
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
