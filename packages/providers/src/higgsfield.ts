import { defineProvider, type EventsOf, type Provider } from '@vidhook/core'
import { events } from './parts/events.js'
import { fieldsOf, identity } from './parts/identity.js'
import { type CallbackUrlOptions, callbackOf } from './parts/options.js'

const schemas = /* @__PURE__ */ events(
  ['completed', 'failed', 'nsfw'],
  {
    request_id: 'id',
    status_url: 'text',
    cancel_url: 'text',
    images: [{ url: 'text' }],
    video: { url: 'text' },
    error: 'text',
  },
  'status',
)

/** Higgsfield's events by name: the `status` of a request. */
export type HiggsfieldEvents = EventsOf<typeof schemas>

/** "Respond quickly", under 10 s, says Higgsfield's guide. */
const TIMEOUT_MS = 10_000

/**
 * The provider for Higgsfield. Higgsfield signs nothing: give each request an `hf_webhook` from `signCallbackUrl()`. The identity is the
 * request's id and status, and what the URL says.
 *
 * Documented: the bodies, the statuses, less than 10 s for an answer, retries for 2 h (docs.higgsfield.ai/how-to/webhooks). Read on
 * 2026-11-26.
 *
 * @example
 * ```ts
 * createReceiver(higgsfield({ callbackSecret: process.env.HIGGSFIELD_CALLBACK_SECRET }), { on: { completed: ({ video }) => … } })
 * ```
 */
export function higgsfield(options: CallbackUrlOptions): Provider<HiggsfieldEvents> {
  return defineProvider({
    name: 'higgsfield',
    timeoutMs: TIMEOUT_MS,
    events: schemas,
    callback: callbackOf(options),
    identify(body) {
      const { status, request_id } = fieldsOf(body)
      return identity({ status }, { request_id })
    },
  })
}
