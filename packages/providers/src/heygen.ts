import {
  type Authentication,
  decodeHex,
  defineProvider,
  type EventsOf,
  handshake,
  type Keyring,
  type Provider,
  type RawDelivery,
  verifyHmac,
} from '@vidhook/core'
import { events } from './parts/events.js'
import { fieldsOf, identity } from './parts/identity.js'
import { CAUTIOUS_TIMEOUT_MS, type SignedOptions, secretKeys } from './parts/options.js'

const schemas = /* @__PURE__ */ events(
  [
    'avatar_video.success',
    'avatar_video.fail',
    'avatar_video_gif.success',
    'avatar_video_gif.fail',
    'avatar_video_caption.success',
    'avatar_video_caption.fail',
    'video_agent.success',
    'video_agent.fail',
    'video_translate.success',
    'video_translate.fail',
    'personalized_video',
    'instant_avatar.success',
    'instant_avatar.fail',
    'photo_avatar_generation.success',
    'photo_avatar_generation.fail',
    'photo_avatar_train.success',
    'photo_avatar_train.fail',
    'photo_avatar_add_motion.success',
    'photo_avatar_add_motion.fail',
  ],
  {
    event_data: {
      video_id: 'id',
      url: 'text',
      gif_download_url: 'text',
      video_share_page_url: 'text',
      folder_id: 'id',
      video_translate_id: 'id',
      output_language: 'text',
      callback_id: 'text',
      msg: 'text',
    },
  },
  'event_type',
)

/** HeyGen's events by name. */
export type HeyGenEvents = EventsOf<typeof schemas>

/**
 * The provider for HeyGen. The signature is a hex HMAC-SHA256 of the raw body; an `OPTIONS` request, with which HeyGen checks
 * a URL when it is registered, is answered. The identity is the event's type and its data.
 *
 * Documented: `signature` with the HMAC, `OPTIONS` to be answered within 1 s (docs.heygen.com/reference/add-a-webhook-endpoint),
 * the names of the events (docs.heygen.com/docs/using-heygens-webhook-events). Seen in public code only: `Heygen-Signature` of
 * the v3 endpoints; `Heygen-Timestamp` and `Heygen-Event-Id` beside it are not signed, so they are not used. Not documented: how
 * long HeyGen waits, and whether it sends an event again. Read on 2026-11-26.
 *
 * @example
 * ```ts
 * createReceiver(heygen({ secret: process.env.HEYGEN_WEBHOOK_SECRET }), { on: { 'avatar_video.success': handler } })
 * ```
 */
export function heygen(options: SignedOptions): Provider<HeyGenEvents> {
  const keys = secretKeys('HeyGen', 'HEYGEN_WEBHOOK_SECRET', options)
  return defineProvider({
    name: 'heygen',
    timeoutMs: CAUTIOUS_TIMEOUT_MS,
    events: schemas,
    typicalHeaders: ['heygen-signature'],
    authenticate: (delivery) => authenticate(delivery, keys),
    handshake: handshake(({ method }) => (method === 'OPTIONS' ? {} : undefined)),
    identify(body) {
      const { event_type, event_data } = fieldsOf(body)
      const data = fieldsOf(event_data)
      const id = data.video_id ?? data.video_translate_id
      // The other events have other ids, which are not documented: their whole data identifies them.
      return identity({ event_type }, { event_data: id ?? JSON.stringify(data) })
    },
    setup: () => [keys.problem()],
  })
}

async function authenticate(delivery: RawDelivery, keys: Keyring): Promise<Authentication> {
  const header = delivery.headers.get('heygen-signature') ?? delivery.headers.get('signature')
  const signatures = header === undefined ? [] : [decodeHex(header.toLowerCase())]
  const proof = await verifyHmac({ keys, message: delivery.body, signatures, delivery })
  return header === undefined ? { ok: false, reason: 'signature_missing' } : proof
}
