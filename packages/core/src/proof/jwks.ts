import { type LogOption, loggerOf } from '../log/log.js'
import { helpLink, MisconfiguredError } from '../misconfigured.js'
import { isJsonObject, type JsonValue, parseJson } from '../request/json.js'
import { decodeBase64Url } from './base64url.js'
import { concatBytes } from './bytes.js'
import { ED25519_KEY_BYTES, ed25519Key, rsaKey } from './public-key.js'
import type { Keyring, VerifyKey } from './secret.js'

/** How to fetch a sender's public keys. */
export interface JwksOptions {
  /** How long fetched keys are used before they are fetched again, in milliseconds. @default 3600000 (1 hour) */
  readonly cacheMs?: number | undefined
  /**
   * The pause between two fetches, in milliseconds: after a failed one, and after one for a signature that no key matches. So a
   * forger causes one fetch in this time. @default 30000
   */
  readonly refetchMs?: number | undefined
  /** How long a fetch may take, in milliseconds: much less than the sender waits. @default 2000 */
  readonly timeoutMs?: number | undefined
  /** The largest answer, in bytes. @default 65536 */
  readonly maxBytes?: number | undefined
  /** Allow `http:`. Anyone between you and the sender can then forge: for tests. @default false */
  readonly allowHttp?: boolean | undefined
  /** Where to tell that keys could not be fetched and the last ones are used on. @default the console */
  readonly log?: LogOption
  /** @default the runtime's */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined
}

/** Without any key nothing can be verified, so the next try comes sooner, in milliseconds. */
const FIRST_KEYS_RETRY_MS = 1_000
/** Each key costs a verification for a forged delivery. */
const MOST_KEYS = 32
/** RFC 7518, section 3.3: 2048 bits or more. Above 8192 bits, one verification takes milliseconds. */
const RSA_BYTES = { least: 256, most: 1024 } as const

/**
 * The public keys that a sender publishes as a JSON Web Key Set (RFC 7517): Ed25519 keys, and RSA keys for RS256. Other keys
 * are left out. They are fetched for the first delivery, kept, and fetched again after `cacheMs`, or if a signature matches
 * none of them. If that fails, the last keys are used on, with a warning in the log. Deliveries at the same time share a fetch.
 *
 * @throws TypeError if the URL is not absolute, or not https.
 * @example
 * ```ts
 * const keys = jwks('https://rest.fal.ai/.well-known/jwks.json')
 * verifySignature({ keys, message, signatures: [decodeHex(signature)], delivery })
 * ```
 */
export function jwks(url: string | URL, options: JwksOptions = {}): Keyring<VerifyKey> {
  const { cacheMs = 3_600_000, refetchMs = 30_000 } = options
  const { href } = checkedUrl(url, options.allowHttp === true)
  const log = loggerOf(options.log)
  let known: readonly VerifyKey[] | undefined
  let failure: MisconfiguredError | undefined
  let freshUntil = Number.NEGATIVE_INFINITY
  let triedAt = Number.NEGATIVE_INFINITY
  let pending: Promise<readonly VerifyKey[]> | undefined

  const succeeded = (keys: readonly VerifyKey[]) => {
    known = keys
    freshUntil = triedAt + cacheMs
    return keys
  }
  const failed = (cause: unknown) => {
    const what = `The public keys at ${href} could not be fetched: ${cause instanceof Error ? cause.message : String(cause)}`
    if (known) {
      const link = helpLink('jwks_unavailable')
      log.warn({ code: 'jwks_unavailable', err: cause }, `${what} The last keys are used on. See ${link}`)
      return known
    }
    failure = new MisconfiguredError('secret_unavailable', `${what} See ${helpLink('secret_unavailable')}`, {
      cause,
    })
    throw failure
  }
  const refresh = () => {
    triedAt = performance.now()
    const call = fetchKeys(href, options)
      .then(succeeded, failed)
      .finally(() => {
        if (pending === call) pending = undefined
      })
    // workerd does not let a request wait for a fetch of another one.
    if (!isWorkerd()) pending = call
    return call
  }

  return {
    keys() {
      const now = performance.now()
      if (known && now < freshUntil) return known
      if (pending) return pending
      if (now - triedAt >= (known ? refetchMs : FIRST_KEYS_RETRY_MS)) return refresh()
      if (known) return known
      // In workerd, another request's fetch may still be running.
      if (failure) throw failure
      return refresh()
    },
    renew() {
      return pending ?? (performance.now() - triedAt >= refetchMs ? refresh() : undefined)
    },
    problem: () => undefined,
  }
}

function checkedUrl(url: string | URL, allowHttp: boolean): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && allowHttp)) return parsed
  throw new TypeError(
    `jwks() needs an absolute https URL, not ${JSON.stringify(String(url))}. For a test server, give allowHttp.`,
  )
}

function isWorkerd(): boolean {
  const { navigator } = globalThis as { navigator?: { userAgent?: string } }
  return navigator?.userAgent === 'Cloudflare-Workers'
}

async function fetchKeys(href: string, options: JwksOptions): Promise<readonly VerifyKey[]> {
  const { timeoutMs = 2_000, maxBytes = 65_536, fetch: load = globalThis.fetch } = options
  const response = await load(href, {
    headers: { accept: 'application/json' },
    // A redirect is an answer that is not OK. workerd knows no 'error'.
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  })
  if (!response.ok) {
    await response.body?.cancel()
    throw new Error(`The answer has the status ${response.status}.`)
  }
  const json = parseJson(await readUpTo(response, maxBytes))?.value
  const list = json !== undefined && isJsonObject(json) ? json.keys : undefined
  if (!Array.isArray(list)) throw new Error('The answer is not a JSON Web Key Set.')
  const keys = list.map(keyOf).filter((key) => key !== undefined)
  if (keys.length === 0) throw new Error('The answer has no Ed25519 or RS256 key.')
  if (keys.length > MOST_KEYS) throw new Error(`The answer has more than ${MOST_KEYS} keys.`)
  return keys
}

async function readUpTo({ body }: Response, maxBytes: number): Promise<Uint8Array> {
  const reader = body?.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { value } = (await reader?.read()) ?? {}
    if (!value) return concatBytes(...chunks)
    size += value.byteLength
    if (size > maxBytes) {
      await reader?.cancel()
      throw new Error(`The answer is larger than ${maxBytes} bytes.`)
    }
    chunks.push(value)
  }
}

/** A key of the set, or `undefined` if it is of another kind or for another use. */
function keyOf(jwk: JsonValue): VerifyKey | undefined {
  if (!isJsonObject(jwk)) return undefined
  const { kty, crv, x, n, e, alg, use } = jwk
  if (use !== undefined && use !== 'sig') return undefined
  const id = typeof jwk.kid === 'string' ? jwk.kid : undefined
  if (kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string') {
    const bytes = decodeBase64Url(x)
    return bytes?.byteLength === ED25519_KEY_BYTES ? ed25519Key(bytes, id) : undefined
  }
  if (kty !== 'RSA' || typeof n !== 'string' || typeof e !== 'string') return undefined
  const size = decodeBase64Url(n)?.byteLength ?? 0
  const isUsable = size >= RSA_BYTES.least && size <= RSA_BYTES.most && (alg === undefined || alg === 'RS256')
  return isUsable ? rsaKey(n, e, size, id) : undefined
}
