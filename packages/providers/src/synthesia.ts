import { defineProvider, type EventsOf, type Provider, verifyTimestamped } from '@vidhook/core'
import { events } from './parts/events.js'
import { fieldsOf, identity } from './parts/identity.js'
import { type SignedOptions, secretKeys } from './parts/options.js'

const schemas = /* @__PURE__ */ events(
  ['video.completed', 'video.failed'],
  {
    data: {
      id: 'id',
      title: 'text',
      description: 'text',
      status: 'text',
      visibility: 'text',
      download: 'text',
      duration: 'text',
      callbackId: 'text',
      captions: { vtt: 'text', srt: 'text' },
      thumbnail: { image: 'text', gif: 'text' },
      createdAt: 'number',
      lastUpdatedAt: 'number',
    },
  },
  'type',
)

/** Synthesia's events by name. */
export type SynthesiaEvents = EventsOf<typeof schemas>

/** How long Synthesia waits for an answer. */
const TIMEOUT_MS = 6_000

/**
 * The timestamp may be that of the event, and Synthesia tries for 10 minutes: its guide suggests to refuse what is older. Five more
 * minutes are for clocks.
 */
const TOLERANCE_MS = 15 * 60 * 1000

/**
 * The provider for Synthesia. `Synthesia-Signature` is a hex HMAC-SHA256 of `Synthesia-Timestamp`, a dot and the body. The identity is
 * the type and the video's id.
 *
 * Documented: the proof (docs.synthesia.io/reference/verifying-synthesia-signatures), 6 s for an answer, 2 retries within
 * 10 minutes (docs.synthesia.io/reference/webhooks), the events (docs.synthesia.io/reference/webhook-events). Not documented: whether a
 * retry has a new timestamp. Read on 2026-11-26.
 *
 * @example
 * ```ts
 * createReceiver(synthesia({ secret: process.env.SYNTHESIA_WEBHOOK_SECRET }), { on: { 'video.completed': ({ data }) => … } })
 * ```
 */
export function synthesia(options: SignedOptions): Provider<SynthesiaEvents> {
  const keys = secretKeys('Synthesia', 'SYNTHESIA_WEBHOOK_SECRET', options)
  const header = 'synthesia-signature'
  const timestampHeader = 'synthesia-timestamp'
  return defineProvider({
    name: 'synthesia',
    timeoutMs: TIMEOUT_MS,
    events: schemas,
    typicalHeaders: [header, timestampHeader],
    authenticate: (delivery) =>
      verifyTimestamped({ keys, delivery, header, timestampHeader, toleranceMs: TOLERANCE_MS }),
    identify(body) {
      const { type, data } = fieldsOf(body)
      return identity({ type }, { 'data.id': fieldsOf(data).id })
    },
    setup: () => [keys.problem()],
  })
}
