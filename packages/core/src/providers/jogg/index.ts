import type { Authentication } from '../../proof/authentication.js'
import { callbackKeys, verifyCallbackUrl } from '../../proof/callback-url.js'
import { decodeHex } from '../../proof/hmac.js'
import { type Keyring, keyring, type Secret } from '../../proof/secret.js'
import { verifyHmac } from '../../proof/verify-hmac.js'
import type { RawDelivery } from '../../request/delivery.js'
import { isJsonObject, type JsonValue, lossOf } from '../../request/json.js'
import { defineProvider, type Provider } from '../provider.js'
import type { JoggEvents } from './events.js'
import { joggSchemas } from './schemas.js'

/** How JoggAI's deliveries prove themselves. Each secret that is given is demanded; at least one must be. */
export interface JoggOptions {
  /** The endpoint's secret, `whsec_…`, used as it stands. See {@link Secret} for lists and functions. */
  readonly secret?: Secret
  /**
   * The secret of `signCallbackUrl()`, for deliveries to a `webhook_url` given in a single API call: whether JoggAI
   * signs those is not documented. Mount them at a path of their own.
   */
  readonly callbackSecret?: Secret
  /**
   * How long to keep what a function given as one of the secrets returned, in milliseconds. A delivery that does not match a
   * kept secret has the function called again, at most every 2 s, so that a new secret is good at once. @default 60000
   */
  readonly secretCacheMs?: number | undefined
}

/** JoggAI cuts a delivery off after 5 s ("Workflow Overview" in its guide). */
const TIMEOUT_MS = 5_000

const SECRET_HINT =
  'Pass the secret that JoggAI returned when the endpoint was created, such as process.env.JOGG_WEBHOOK_SECRET.'

/**
 * JoggAI as a provider: HMAC-SHA256 over the raw body in `X-Webhook-Signature`, identity in `event_id`.
 *
 * @example
 * ```ts
 * const receiver = createReceiver(jogg({ secret: process.env.JOGG_WEBHOOK_SECRET }), { on: { … } })
 * ```
 */
export function jogg(options: JoggOptions): Provider<JoggEvents> {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(
      'jogg() takes an object: { secret, … }. joggWebhook() takes the secret first, then an object.',
    )
  const { secret, callbackSecret, secretCacheMs } = options
  const callback = 'callbackSecret' in options ? callbackKeys(callbackSecret, secretCacheMs) : undefined
  const bySignature = 'secret' in options || !callback
  const signing = bySignature
    ? keyring(secret, "JoggAI's secret", SECRET_HINT, undefined, secretCacheMs)
    : undefined

  return defineProvider({
    name: 'jogg',
    timeoutMs: TIMEOUT_MS,
    events: joggSchemas,
    typicalHeaders: ['x-webhook-signature', 'x-webhook-event'],

    authenticate(delivery) {
      if (!callback)
        return signing ? verifySignature(delivery, signing) : { ok: false, reason: 'signature_missing' }
      return authenticateBoth(delivery, signing, callback)
    },

    identify(body, { headers }) {
      if (!isJsonObject(body)) return { kind: 'unidentified', reason: 'The body is not an object.' }
      const { event, event_id } = body
      const header = headers.get('x-webhook-event')
      if (header !== undefined && typeof event === 'string' && header !== event) {
        return { kind: 'contradiction', reason: 'X-Webhook-Event names another event than the signed body.' }
      }
      if (typeof event !== 'string') return { kind: 'unidentified', reason: 'The body has no "event".' }
      if (typeof event_id === 'string' && event_id !== '')
        return { kind: 'identified', name: event, identity: event_id }
      return { kind: 'unidentified', name: event, reason: noEventId(event_id) }
    },

    setup: () => [signing?.problem(), callback?.problem()].filter((problem) => problem !== undefined),
  })
}

/** "X-Webhook-Signature" in the guide: the lower-case hex of HMAC-SHA256 over the raw body, keyed with the secret's own characters. */
async function verifySignature(delivery: RawDelivery, keys: Keyring): Promise<Authentication> {
  const header = delivery.headers.get('x-webhook-signature')
  if (header !== undefined && !header.includes(','))
    return verifyHmac({ keys, message: delivery.body, signatures: [decodeHex(header)], delivery })

  const refused = header === undefined ? signatureMissing(delivery) : signatureRepeated
  // Asked for its keys all the same: without a secret the answer is `misconfigured`, whatever was sent.
  await keys.keys(delivery)
  return refused
}

function signatureMissing({ headers }: RawDelivery): Authentication {
  const hint = headers.has('x-hoox-webhook')
    ? 'This looks like a Hoox delivery: mount hooxWebhook() at the URL that Hoox posts to.'
    : undefined
  return { ok: false, reason: 'signature_missing', hint }
}

const signatureRepeated: Authentication = { ok: false, reason: 'signature_repeated' }

function noEventId(event_id: JsonValue | undefined): string {
  if (typeof event_id !== 'number') return 'The body has no "event_id".'
  return `"event_id" is the number ${event_id}, where JoggAI documents a string.${lossOf(event_id)}`
}

async function authenticateBoth(
  delivery: RawDelivery,
  signing: Keyring | undefined,
  callback: Keyring,
): Promise<Authentication> {
  const signed = signing ? await verifySignature(delivery, signing) : undefined
  if (signed && !signed.ok) return signed
  return verifyCallbackUrl(delivery, callback)
}
