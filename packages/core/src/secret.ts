import { type HmacKey, hmacKey } from './hmac.js'
import { helpLink, MisconfiguredError } from './misconfigured.js'

type OneOrMore = string | readonly (string | undefined)[] | undefined

/**
 * A secret as the provider gave it, a list of which any one may match (rotation without downtime), or a function that
 * returns either, now or as a promise.
 *
 * `undefined` and empty strings are allowed by the type, because environment variables are so; a receiver left without
 * any secret answers `misconfigured` and never accepts a delivery.
 */
export type Secret = OneOrMore | (() => OneOrMore | Promise<OneOrMore>)

/** The keys of a secret, ready to use. */
export interface Keyring {
  /** @throws MisconfiguredError if no secret is set, or if the function that should return it failed. */
  keys(): readonly HmacKey[] | Promise<readonly HmacKey[]>
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

/**
 * @param label what the user calls it, for messages: `joggWebhook()'s secret`
 * @param hint where the user finds it
 */
export function keyring(secret: Secret, label: string, hint: string, decode?: DecodeSecret): Keyring {
  if (typeof secret === 'object' && secret !== null && !Array.isArray(secret)) {
    throw new TypeError(
      `${label} must be a string, a list of strings, or a function that returns either, not an object. With joggWebhook(), the secret comes first and the options second.`,
    )
  }
  // A function may return another secret tomorrow, so keys are kept by the text that they were made from.
  let made = new Map<string, HmacKey>()

  const keysOf = (value: OneOrMore): readonly HmacKey[] => {
    const secrets = present(value)
    if (secrets.length === 0) throw new MisconfiguredError('secret_missing', missing(label, hint))
    const next = new Map(secrets.map((text) => [text, made.get(text) ?? hmacKey(decoded(text))]))
    made = next
    return [...next.values()]
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
  return {
    keys: async () => {
      let value: OneOrMore
      try {
        value = await secret()
      } catch (cause) {
        throw new MisconfiguredError(
          'secret_unavailable',
          `The function given as ${label} failed. See ${helpLink('secret_unavailable')}`,
          {
            cause,
          },
        )
      }
      return keysOf(value)
    },
    problem: () => undefined,
  }
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
