import { accepted, type Outcome, refused, rejected } from '../outcome.js'
import type { Authentication } from '../proof/authentication.js'
import { verifyCallbackUrl } from '../proof/callback-url.js'
import type { Keyring } from '../proof/secret.js'
import type { RawDelivery } from '../request/delivery.js'
import { type JsonValue, parseJson } from '../request/json.js'

/** A request by which a sender may ask whether the URL is yours. */
export interface HandshakeRequest extends Pick<RawDelivery, 'method' | 'url' | 'headers'> {
  /** The parsed body of an authentic `POST`. Not set for other methods. */
  readonly body?: JsonValue | undefined
}

/** The answer to a handshake, always as JSON and with status 200. */
export interface HandshakeAnswer {
  /** The challenge by its name in the answer: `{ challenge }`. @default the usual answer, without a challenge */
  readonly echo?: { readonly [name: string]: JsonValue | undefined } | undefined
}

/** Makes `authenticate` of a provider answer handshakes, too. */
export type Handshake = (authenticate: Authenticate, callback: Keyring | undefined) => Authenticate

type Authenticate = (delivery: RawDelivery) => Authentication | Promise<Authentication>

/** What challenges are made of: hex, base64, base64url, UUIDs, numbers. Nothing that a browser could take for markup. */
const CHALLENGE = /^[\w.~+/=-]{1,256}$/

/**
 * Lets a provider answer a sender that checks the URL before it uses it: with `OPTIONS` or `GET`, or with a challenge to be
 * sent back. `answer` is called for every request that is not a `POST`, and for every authentic `POST`; it returns
 * `undefined` if the request is no handshake. If the provider has `callback`, the URL has to be signed.
 *
 * A challenge is sent back as JSON, and only if it is a number or 1 to 256 characters of letters, digits and `-_.~+/=`. Any
 * other is answered 400. So nobody can have your server show a text of theirs.
 *
 * @example
 * ```ts
 * handshake(({ method }) => (method === 'OPTIONS' ? {} : undefined)) // HeyGen
 * handshake(({ body }) => (isObject(body) && 'challenge' in body ? { echo: { challenge: body.challenge } } : undefined)) // MiniMax
 * ```
 */
export function handshake(answer: (request: HandshakeRequest) => HandshakeAnswer | undefined): Handshake {
  return (authenticate, callback) => async (delivery) => {
    const { url, headers } = delivery
    const method = delivery.method.toUpperCase()
    const isPost = method === 'POST'
    const proof = isPost ? await authenticate(delivery) : ACCEPTED
    if (proof.ok !== true) return proof
    const body = isPost ? parseJson(delivery.body)?.value : undefined
    const answered = answer({ method, url, headers, body })
    if (!answered) return isPost ? proof : { ...ACCEPTED, answer: rejected.methodNotAllowed }
    const signed = callback && !isPost ? await verifyCallbackUrl(delivery, callback) : ACCEPTED
    return signed.ok ? { ok: true, answer: outcomeOf(answered) } : signed
  }
}

const ACCEPTED: Authentication = { ok: true }

function outcomeOf({ echo }: HandshakeAnswer): Outcome {
  const usual = accepted('handshake')
  if (echo === undefined) return usual
  if (!Object.values(echo).every(isChallenge)) return refused('rejected', 400, 'challenge_unusable', UNUSABLE)
  const headers = { ...usual.headers, 'x-content-type-options': 'nosniff' }
  return { ...usual, headers, body: JSON.stringify(echo) }
}

const UNUSABLE = 'The challenge is too long, or has characters that are not allowed.'

/** Whether a value may be sent back. */
function isChallenge(value: JsonValue | undefined): boolean {
  return Number.isSafeInteger(value) || (typeof value === 'string' && CHALLENGE.test(value))
}
