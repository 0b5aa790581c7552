import { defineProvider, type EventsOf, type Provider, verifyTimestamped } from '@vidhook/core'
import { events } from './parts/events.js'
import { fieldsOf, identity } from './parts/identity.js'
import { CAUTIOUS_TIMEOUT_MS, type SignedOptions, secretKeys } from './parts/options.js'

const schemas = /* @__PURE__ */ events(['ready', 'error'], {
  uid: 'id',
  readyToStream: 'flag',
  status: {
    state: 'text',
    step: 'text',
    pctComplete: 'any',
    errReasonCode: 'text',
    errReasonText: 'text',
    errorReasonCode: 'text',
    errorReasonText: 'text',
  },
  meta: 'any',
  creator: 'text',
  duration: 'number',
  size: 'number',
  input: { width: 'number', height: 'number' },
  playback: { hls: 'text', dash: 'text' },
  preview: 'text',
  thumbnail: 'text',
  created: 'text',
  modified: 'text',
})

/** Cloudflare Stream's events by name: the `status.state` of a video, which is the event itself. */
export type CloudflareStreamEvents = EventsOf<typeof schemas>

/**
 * The provider for Cloudflare Stream. `Webhook-Signature: time=…,sig1=…` is an HMAC-SHA256 of a timestamp and the body. There is no
 * event id: the identity is the video's `uid`, its state and `pctComplete`, since `ready` may come before all qualities are done.
 *
 * Documented: the proof, the body, the states (developers.cloudflare.com/stream/manage-video-library/using-webhooks). Not
 * documented: how long Cloudflare waits, and whether it sends an event again. Read on 2026-11-26.
 *
 * @example
 * ```ts
 * createReceiver(cloudflareStream({ secret: process.env.CLOUDFLARE_STREAM_WEBHOOK_SECRET }), { on: { ready: ({ uid }) => … } })
 * ```
 */
export function cloudflareStream(options: SignedOptions): Provider<CloudflareStreamEvents> {
  const keys = secretKeys('Cloudflare Stream', 'CLOUDFLARE_STREAM_WEBHOOK_SECRET', options)
  const scheme = { header: 'webhook-signature', timestampName: 'time', signatureName: 'sig1' } as const
  return defineProvider({
    name: 'cloudflare-stream',
    timeoutMs: CAUTIOUS_TIMEOUT_MS,
    events: schemas,
    authenticate: (delivery) => verifyTimestamped({ keys, delivery, ...scheme }),
    identify(body) {
      const { uid, status } = fieldsOf(body)
      const { state, pctComplete } = fieldsOf(status)
      return identity({ 'status.state': state }, { uid }, pctComplete)
    },
    setup: () => [keys.problem()],
  })
}
