import { type EventsOf, type Provider, standardWebhooks } from '@vidhook/core'
import { events } from './parts/events.js'
import { CAUTIOUS_TIMEOUT_MS, type SignedOptions } from './parts/options.js'

const envelope = { id: 'id', created_at: 'number', object: 'text' } as const

const schemas = {
  .../* @__PURE__ */ events(
    [
      'response.completed',
      'response.cancelled',
      'response.failed',
      'response.incomplete',
      'batch.completed',
      'batch.cancelled',
      'batch.expired',
      'batch.failed',
      'fine_tuning.job.succeeded',
      'fine_tuning.job.cancelled',
      'fine_tuning.job.failed',
      'eval.run.succeeded',
      'eval.run.canceled',
      'eval.run.failed',
    ],
    { ...envelope, data: { id: 'id' } },
    'type',
  ),
  .../* @__PURE__ */ events(
    ['realtime.call.incoming'],
    { ...envelope, data: { call_id: 'id', sip_headers: [{ name: 'text', value: 'text' }] } },
    'type',
  ),
}

/** OpenAI's events by name. `data.id` is the id of the response, batch, job or run. */
export type OpenAIEvents = EventsOf<typeof schemas>

/**
 * The provider for OpenAI, which follows Standard Webhooks. The identity is the message's id.
 *
 * Documented: the proof, retries for up to 72 h (developers.openai.com/api/docs/guides/webhooks), the events and their fields
 * (developers.openai.com/api/docs/api-reference/webhook-events, and OpenAI's SDK). Not documented: how long OpenAI waits; it asks
 * for an answer within a few seconds. Read on 2026-11-26.
 *
 * @example
 * ```ts
 * createReceiver(openai({ secret: process.env.OPENAI_WEBHOOK_SECRET }), { on: { response: ({ type, data }) => … } })
 * ```
 */
export function openai({ secret, secretCacheMs }: SignedOptions): Provider<OpenAIEvents> {
  return standardWebhooks({
    name: 'openai',
    secret,
    secretCacheMs,
    timeoutMs: CAUTIOUS_TIMEOUT_MS,
    events: schemas,
  })
}
