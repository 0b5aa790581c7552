import { defineProvider, type EventsOf, type Provider } from '@vidhook/core'
import { events } from './parts/events.js'
import { fieldsOf, identity } from './parts/identity.js'
import { type CallbackUrlOptions, callbackOf } from './parts/options.js'

const schemas = /* @__PURE__ */ events(
  ['queued', 'dreaming', 'completed', 'failed'],
  {
    id: 'id',
    generation_type: 'text',
    failure_reason: 'text',
    assets: { video: 'text', image: 'text', progress_video: 'text' },
    model: 'text',
    request: 'any',
    created_at: 'text',
  },
  'state',
)

/** Luma's events by name: the `state` of a generation, which is the event itself. */
export type LumaEvents = EventsOf<typeof schemas>

/** How long Luma waits for an answer. */
const TIMEOUT_MS = 5_000

/**
 * The provider for Luma's Dream Machine. Luma signs nothing: give each generation a `callback_url` from `signCallbackUrl()`. The
 * identity is the generation's id and state, and what the URL says.
 *
 * All retries come within half a second, so no retry outlasts a restart of your server: use an inbox, or poll for what is missing.
 *
 * Documented: the generation as the body, 5 s for an answer, which has to be 200, 3 retries 100 ms apart
 * (docs.lumalabs.ai/changelog/callbacks-and-credits-balance). From Luma's API reference: the states and fields. Read on 2026-11-26.
 *
 * @example
 * ```ts
 * createReceiver(luma({ callbackSecret: process.env.LUMA_CALLBACK_SECRET }), { on: { completed: ({ id, assets }) => … } })
 * ```
 */
export function luma(options: CallbackUrlOptions): Provider<LumaEvents> {
  return defineProvider({
    name: 'luma',
    timeoutMs: TIMEOUT_MS,
    events: schemas,
    callback: callbackOf(options),
    identify(body) {
      const { state, id } = fieldsOf(body)
      return identity({ state }, { id })
    },
  })
}
