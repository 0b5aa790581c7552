import { type EventsOf, type Provider, standardWebhooks } from '@vidhook/core'
import { events } from './parts/events.js'
import { fieldsOf, identity } from './parts/identity.js'
import { CAUTIOUS_TIMEOUT_MS, type SignedOptions } from './parts/options.js'

const schemas = /* @__PURE__ */ events(
  ['starting', 'processing', 'succeeded', 'failed', 'canceled'],
  {
    id: 'id',
    version: 'text',
    model: 'text',
    input: 'any',
    output: 'any',
    error: 'any',
    logs: 'text',
    metrics: { predict_time: 'number', total_time: 'number' },
    urls: { get: 'text', cancel: 'text' },
    created_at: 'text',
    started_at: 'text',
    completed_at: 'text',
  },
  'status',
)

/** Replicate's events by name: the `status` of a prediction or a training, which is the event itself. */
export type ReplicateEvents = EventsOf<typeof schemas>

/**
 * The provider for Replicate, which follows Standard Webhooks. The secret is from `GET /v1/webhooks/default/secret`. The body
 * has no `type`: its `status` is the name. The identity is the message's id, since several messages have the same status.
 *
 * Documented: the proof (replicate.com/docs/topics/webhooks/verify-webhook); "a few seconds" for an answer, and retries of the
 * last message only, the last of them about 1 min after the end (replicate.com/docs/topics/webhooks/receive-webhook). Read on
 * 2026-11-26.
 *
 * @example
 * ```ts
 * createReceiver(replicate({ secret: process.env.REPLICATE_WEBHOOK_SECRET }), { on: { succeeded: ({ id, output }) => … } })
 * ```
 */
export function replicate({ secret, secretCacheMs }: SignedOptions): Provider<ReplicateEvents> {
  return standardWebhooks({
    name: 'replicate',
    secret,
    secretCacheMs,
    timeoutMs: CAUTIOUS_TIMEOUT_MS,
    events: schemas,
    identify: (body, { headers }) =>
      identity({ status: fieldsOf(body).status }, { 'webhook-id': headers.get('webhook-id') }),
  })
}
