import { type EventsOf, type Provider, standardWebhooks } from '@vidhook/core'
import { events } from './parts/events.js'
import { CAUTIOUS_TIMEOUT_MS, type SignedOptions } from './parts/options.js'

const schemas = /* @__PURE__ */ events(
  [
    'video.generated',
    'batch.succeeded',
    'batch.failed',
    'batch.cancelled',
    'batch.expired',
    'interaction.completed',
    'interaction.requires_action',
    'interaction.failed',
    'interaction.cancelled',
  ],
  {
    version: 'text',
    timestamp: 'text',
    data: {
      id: 'id',
      file_id: 'id',
      video_uri: 'text',
      output_file_uri: 'text',
      file_name: 'text',
      error_code: 'any',
      error_message: 'text',
    },
    user_metadata: 'any',
  },
  'type',
)

/** The events of the Gemini API, and of Veo, by name. */
export type GeminiEvents = EventsOf<typeof schemas>

/**
 * The provider for the Gemini API and Veo, which follow Standard Webhooks: for static webhooks, whose secret is returned when
 * they are created. Dynamic webhooks are signed with a JWT and are refused. The identity is the message's id.
 *
 * Documented: Standard Webhooks (ai.google.dev/gemini-api/docs/webhooks), the names of the events (the reference of js-genai).
 * Second-hand, from articles of May 2026: retries for 24 h, the fields of `data`. Not documented: how long Google waits. Read on
 * 2026-11-26.
 *
 * @example
 * ```ts
 * createReceiver(gemini({ secret: process.env.GEMINI_WEBHOOK_SECRET }), { on: { 'video.generated': ({ data }) => … } })
 * ```
 */
export function gemini({ secret, secretCacheMs }: SignedOptions): Provider<GeminiEvents> {
  return standardWebhooks({
    name: 'gemini',
    secret,
    secretCacheMs,
    timeoutMs: CAUTIOUS_TIMEOUT_MS,
    events: schemas,
  })
}
