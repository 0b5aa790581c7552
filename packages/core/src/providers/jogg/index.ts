import type { Authentication } from '../../proof/authentication.js'
import { decodeHex } from '../../proof/hmac.js'
import { type Keyring, keyring, refusedWith, type Secret } from '../../proof/secret.js'
import { checkHmac } from '../../proof/verify-hmac.js'
import type { RawDelivery } from '../../request/delivery.js'
import { isJsonObject, type JsonValue, lostDigits } from '../../request/json.js'
import { defineProvider, type Provider } from '../provider.js'
import type { JoggEvents } from './events.js'
import { joggSchemas } from './schemas.js'

/** How to authenticate JoggAI's deliveries. At least one secret must be given. With both, a delivery has to match both. */
export interface JoggOptions {
  /** The endpoint's secret, `whsec_…`, with its prefix. See {@link Secret} for lists and functions. */
  readonly secret?: Secret
  /**
   * The secret of `signCallbackUrl()`, for deliveries to the `webhook_url` of a single API call: JoggAI does not document
   * whether it signs those. Mount them at a path of their own.
   */
  readonly callbackSecret?: Secret
  /**
   * How long to cache what a secret function returned, in milliseconds. If a delivery does not match the cached secret, the
   * function is called again, at most every 2 s, so a new secret works at once. @default 60000
   */
  readonly secretCacheMs?: number | undefined
}

/** JoggAI cuts a delivery off after 5 s ("Workflow Overview" in its guide). */
const TIMEOUT_MS = 5_000

const SECRET_HINT =
  'Pass the secret that JoggAI returned when the endpoint was created, such as process.env.JOGG_WEBHOOK_SECRET.'

/**
 * The provider for JoggAI. `X-Webhook-Signature` is an HMAC-SHA256 of the raw body, `event_id` is the event's identity.
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
  const byUrl = 'callbackSecret' in options
  const signing =
    'secret' in options || !byUrl
      ? keyring(secret, "JoggAI's secret", SECRET_HINT, { cacheMs: secretCacheMs })
      : undefined

  return defineProvider({
    name: 'jogg',
    timeoutMs: TIMEOUT_MS,
    events: joggSchemas,
    typicalHeaders: ['x-webhook-signature', 'x-webhook-event'],

    ...(signing && { authenticate: (delivery: RawDelivery) => verifySignature(delivery, signing) }),
    callback: byUrl ? { secret: callbackSecret, cacheMs: secretCacheMs } : undefined,

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

    setup: () => [signing?.problem()],
  })
}

/** "X-Webhook-Signature" in the guide: HMAC-SHA256 of the raw body in lower-case hex. The key is the secret as it is, with `whsec_`. */
function verifySignature(delivery: RawDelivery, keys: Keyring): Authentication | Promise<Authentication> {
  const header = delivery.headers.get('x-webhook-signature')
  if (header !== undefined && !header.includes(','))
    return checkHmac({ keys, message: delivery.body, signatures: [decodeHex(header)], delivery })

  return refusedWith(keys, delivery, header === undefined ? signatureMissing(delivery) : signatureRepeated)
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
  return `"event_id" is the number ${event_id}, where JoggAI documents a string.${lostDigits(event_id)}`
}
