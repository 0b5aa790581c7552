import { defineProvider, type EventsOf, type Provider, verifyTimestamped } from '@vidhook/core'
import { events } from './parts/events.js'
import { fieldsOf, identity } from './parts/identity.js'
import { type SignedOptions, secretKeys } from './parts/options.js'

const envelope = {
  id: 'id',
  created_at: 'text',
  environment: { id: 'id', name: 'text' },
  object: { id: 'id', type: 'text' },
  attempts: 'any',
} as const

const asset = {
  id: 'id',
  status: 'text',
  playback_ids: [{ id: 'id', policy: 'text' }],
  upload_id: 'id',
  live_stream_id: 'id',
  passthrough: 'text',
  duration: 'number',
  aspect_ratio: 'text',
  max_stored_resolution: 'text',
  max_stored_frame_rate: 'number',
  errors: { type: 'text', messages: ['text'] },
  master: { status: 'text', url: 'text' },
  static_renditions: 'any',
  tracks: 'any',
} as const

const schemas = {
  .../* @__PURE__ */ events(
    [
      'video.asset.created',
      'video.asset.ready',
      'video.asset.errored',
      'video.asset.updated',
      'video.asset.deleted',
      'video.asset.live_stream_completed',
      'video.asset.static_renditions.ready',
      'video.asset.static_renditions.preparing',
      'video.asset.static_renditions.deleted',
      'video.asset.static_renditions.errored',
      'video.asset.master.ready',
      'video.asset.master.preparing',
      'video.asset.master.deleted',
      'video.asset.master.errored',
      'video.asset.warning',
    ],
    { ...envelope, data: asset },
    'type',
  ),
  .../* @__PURE__ */ events(
    [
      'video.asset.track.created',
      'video.asset.track.ready',
      'video.asset.track.errored',
      'video.asset.track.deleted',
    ],
    {
      ...envelope,
      data: {
        id: 'id',
        asset_id: 'id',
        type: 'text',
        status: 'text',
        text_type: 'text',
        language_code: 'text',
      },
    },
    'type',
  ),
  .../* @__PURE__ */ events(
    ['video.upload.asset_created', 'video.upload.cancelled', 'video.upload.created', 'video.upload.errored'],
    { ...envelope, data: { id: 'id', asset_id: 'id', status: 'text', url: 'text', timeout: 'number' } },
    'type',
  ),
  .../* @__PURE__ */ events(
    [
      'video.live_stream.created',
      'video.live_stream.connected',
      'video.live_stream.recording',
      'video.live_stream.active',
      'video.live_stream.disconnected',
      'video.live_stream.idle',
      'video.live_stream.updated',
      'video.live_stream.enabled',
      'video.live_stream.disabled',
      'video.live_stream.deleted',
      'video.live_stream.warning',
    ],
    {
      ...envelope,
      data: {
        id: 'id',
        status: 'text',
        playback_ids: [{ id: 'id', policy: 'text' }],
        active_asset_id: 'id',
        passthrough: 'text',
      },
    },
    'type',
  ),
}

/** Mux's events by name. */
export type MuxEvents = EventsOf<typeof schemas>

/** How long Mux waits for an answer. */
const TIMEOUT_MS = 5_000

/**
 * The provider for Mux. `mux-signature: t=…,v1=…` is an HMAC-SHA256 of a timestamp and the body. The identity is the event's id.
 *
 * Documented: the proof (mux.com/docs/core/verify-webhook-signatures), retries for 24 h
 * (mux.com/docs/core/listen-for-webhooks), 5 s for an answer (docs.mux.com/docs/webhooks, an older page), the events and their
 * fields (`src/resources/webhooks.ts` in muxinc/mux-node-sdk). Read on 2026-11-26.
 *
 * @example
 * ```ts
 * createReceiver(mux({ secret: process.env.MUX_WEBHOOK_SECRET }), { on: { 'video.asset.ready': ({ data }) => … } })
 * ```
 */
export function mux(options: SignedOptions): Provider<MuxEvents> {
  const keys = secretKeys('Mux', 'MUX_WEBHOOK_SECRET', options)
  const header = 'mux-signature'
  return defineProvider({
    name: 'mux',
    timeoutMs: TIMEOUT_MS,
    events: schemas,
    typicalHeaders: [header],
    authenticate: (delivery) => verifyTimestamped({ keys, delivery, header }),
    identify(body) {
      const { type, id } = fieldsOf(body)
      return identity({ type }, { id })
    },
    setup: () => [keys.problem()],
  })
}
