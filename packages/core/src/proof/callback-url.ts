import { type RawDelivery, targetOf } from '../request/delivery.js'
import { deliveryHeaders } from '../request/headers.js'
import { isJsonObject, parseJson } from '../request/json.js'
import type { Authentication, CallbackContext } from './authentication.js'
import { decodeBase64Url, encodeBase64Url } from './base64url.js'
import { sha256Hex } from './hmac.js'
import { type Keyring, keyring, refusedWith, type Secret } from './secret.js'
import { verifyHmac } from './verify-hmac.js'

export interface SignCallbackUrlOptions {
  /** The receiver's `callbackSecret`. If it is a list, the first one signs. */
  readonly secret: Secret
  /** When the URL stops working: a `Date`, or milliseconds since 1970. Leave enough time for the job. @default never */
  readonly expiresAt?: Date | number | undefined
  /** Handed to the handler as `context.callback`. At most 1,024 bytes as JSON. */
  readonly context?: CallbackContext | undefined
  /** The path as your server sees it, if a proxy in front of it rewrites the path. @default the URL's path */
  readonly path?: string | undefined
}

/** The query parameter that carries the proof. */
const PARAMETER = 'vidhook'
/** Some systems refuse URLs of more than about 2,000 characters. In base64, 1,024 bytes are 1,366 characters. */
const MAX_CONTEXT_BYTES = 1024
/** Part of the signed text, so that a signature of a body or of a later scheme is not valid for a URL. */
const SCHEME = 'vidhook-callback-v1'
/** 128 bits of SHA-256: enough that nobody can find two payloads with the same digits. */
const SCOPE_DIGITS = 32
const NO_EXPIRY = 'expiresAt must be a Date or milliseconds since 1970, in the future.'
const ALTERED =
  'The URL was altered, signed with another secret, or signed for another path than this one. Behind a proxy that rewrites paths, give signCallbackUrl() the `path` your server sees.'

/**
 * Signs a URL. Give it to a provider as `webhook_url`: a delivery to it is authentic, because only you can sign such a URL.
 * The signature covers the path, the query, the expiry and the context. It leaves out the host, since proxies change it.
 *
 * @throws TypeError if the URL is not absolute or already signed, the expiry is past, or the context is too large or not JSON.
 * @throws MisconfiguredError if the secret is undefined or empty.
 * @example
 * ```ts
 * const webhook_url = await signCallbackUrl('https://example.com/webhooks/hoox', {
 *   secret: process.env.HOOX_CALLBACK_SECRET,
 *   expiresAt: Date.now() + 24 * 60 * 60 * 1000,
 *   context: { userId: 'u_42' },
 * })
 * ```
 */
export async function signCallbackUrl(url: string | URL, options: SignCallbackUrlOptions): Promise<string> {
  const { expiresAt } = options
  if (expiresAt !== undefined && Number(expiresAt) <= Date.now()) throw new TypeError(NO_EXPIRY)
  return signUrl(url, options)
}

/** {@link signCallbackUrl} without the check of the expiry: tests need expired URLs. */
export async function signUrl(url: string | URL, options: SignCallbackUrlOptions): Promise<string> {
  const target = absolute(url)
  if (target.searchParams.has(PARAMETER)) {
    throw new TypeError('This URL is signed already: sign the URL without its vidhook parameter.')
  }
  const payload = encodePayload(options)
  const path = options.path === undefined ? target.pathname : new URL(options.path, target).pathname
  // A secret function gets the same method, URL and host as it will for the delivery.
  const headers = deliveryHeaders({ host: target.host })
  const [key] = await callbackKeys(options.secret).keys({
    method: 'POST',
    url: path + target.search,
    headers,
  })
  if (!key) throw new TypeError('signCallbackUrl() needs a secret.')
  const signature = await key.sign(signedMessage(path, target.searchParams, payload))

  target.hash = ''
  target.search += `${target.search === '' ? '' : '&'}${PARAMETER}=${payload}.${encodeBase64Url(signature)}`
  return target.href
}

/**
 * The keys to check callback URLs with, for {@link verifyCallbackUrl}.
 *
 * @param secret the secret of {@link signCallbackUrl}: a string, a list, or a function of the delivery
 * @param cacheMs how long to cache what a secret function returned, in milliseconds. @default 60000
 */
export function callbackKeys(secret: Secret, cacheMs?: number): Keyring {
  const hint = 'Set it to the secret that signCallbackUrl() signs with.'
  return keyring(secret, 'callbackSecret', hint, { cacheMs })
}

/**
 * Checks the proof that {@link signCallbackUrl} put into the URL. `defineProvider({ callback })` does it for a provider; this
 * function is for a server without a receiver. The result has the context, and a scope to append to the event's identity.
 *
 * @throws MisconfiguredError if no secret is set.
 * @example
 * ```ts
 * const keys = callbackKeys(process.env.CALLBACK_SECRET)
 * const proof = await verifyCallbackUrl(delivery, keys)
 * if (!proof.ok) return new Response(null, { status: 401 })
 * ```
 */
export async function verifyCallbackUrl(
  delivery: Omit<RawDelivery, 'body'>,
  keys: Keyring,
): Promise<Authentication> {
  // Split the text. `new URL()` would resolve `/elsewhere/../path` to the signed path.
  const [path = '', ...rest] = targetOf(delivery.url).split('?')
  // URLSearchParams drops one leading question mark, so put one before the query.
  const query = new URLSearchParams(`?${rest.join('?')}`)
  const [token, ...others] = query.getAll(PARAMETER)
  if (token === undefined) return refusedWith(keys, delivery, UNSIGNED)
  if (others.length > 0) return refused('callback_repeated')
  query.delete(PARAMETER)

  const split = token.lastIndexOf('.')
  const payload = token.slice(0, Math.max(0, split))
  const proof = await verifyHmac({
    keys,
    message: signedMessage(path, query, payload),
    signatures: [split < 0 ? undefined : decodeBase64Url(token.slice(split + 1))],
    delivery,
  })
  if (!proof.ok) return refused(proof.reason.replace('signature', 'callback'), ALTERED)

  const { expiresAt, context } = decodePayload(payload)
  if (expiresAt !== undefined && delivery.receivedAt.getTime() >= expiresAt)
    return refused('callback_expired')
  return { ok: true, callback: context, scope: (await sha256Hex(utf8(payload))).slice(0, SCOPE_DIGITS) }
}

interface Payload {
  readonly expiresAt?: number | undefined
  readonly context?: CallbackContext | undefined
}

/**
 * `<expiry in milliseconds>` or `-`, then the context if there is one: `1789000000000.eyJ1c2VySWQiOiJ1XzQyIn0`.
 * It has only letters, digits, `-`, `_` and `.`, because URL parsers do not rewrite these.
 */
function encodePayload(options: SignCallbackUrlOptions): string {
  const expiresAt = options.expiresAt === undefined ? undefined : Math.trunc(Number(options.expiresAt))
  if (expiresAt !== undefined && !Number.isSafeInteger(expiresAt)) throw new TypeError(NO_EXPIRY)
  const expiry = expiresAt === undefined ? '-' : String(expiresAt)
  if (options.context === undefined) return expiry
  const json = utf8(JSON.stringify(options.context))
  const readBack = parseJson(json)
  if (!readBack || !isJsonObject(readBack.value))
    throw new TypeError('The context must be an object of JSON values, not nested deeper than 64 levels.')
  if (json.byteLength > MAX_CONTEXT_BYTES) {
    throw new TypeError(
      `The context is ${json.byteLength} bytes as JSON; a URL has room for ${MAX_CONTEXT_BYTES}. Put an id into it and keep the rest yourself.`,
    )
  }
  return `${expiry}.${encodeBase64Url(json)}`
}

/** The payload has been verified, so it has the form that {@link encodePayload} gives it. */
export function decodePayload(payload: string): Payload {
  const [expiry, encoded] = payload.split('.')
  const json = encoded === undefined ? undefined : parseJson(decodeBase64Url(encoded) ?? new Uint8Array())
  return {
    expiresAt: expiry === '-' ? undefined : Number(expiry),
    context: json && isJsonObject(json.value) ? json.value : undefined,
  }
}

/**
 * Sorts and re-encodes the query, since frameworks rewrite it: Next turns `?a=b%20c&d` into `?a=b+c&d=` and groups the
 * values of one name.
 */
function signedMessage(path: string, query: URLSearchParams, payload: string): Uint8Array {
  const sorted = new URLSearchParams(query)
  sorted.sort()
  return utf8([SCHEME, path, sorted.toString(), payload].join('\n'))
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function absolute(url: string | URL): URL {
  try {
    const target = new URL(url)
    if (target.protocol === 'https:' || target.protocol === 'http:') return target
  } catch {
    // not a URL: throw below
  }
  throw new TypeError(
    `signCallbackUrl() needs an absolute http(s) URL, such as "https://example.com/webhooks/hoox", not ${JSON.stringify(String(url))}.`,
  )
}

const UNSIGNED: Authentication = {
  ok: false,
  reason: 'callback_missing',
  hint: 'The URL has no vidhook parameter: was it signed with signCallbackUrl()?',
}

function refused(reason: string, hint?: string): Authentication {
  return { ok: false, reason, hint }
}
