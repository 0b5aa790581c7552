import { defineProvider, type EventsOf, type Provider } from '@vidhook/core'
import { events } from './parts/events.js'
import { fieldsOf, identity } from './parts/identity.js'
import { CAUTIOUS_TIMEOUT_MS, type CallbackUrlOptions, callbackOf } from './parts/options.js'

const schemas = /* @__PURE__ */ events(
  ['succeeded', 'failed'],
  {
    id: 'id',
    error_message: 'text',
    url: 'text',
    snapshot_url: 'text',
    template_id: 'id',
    template_name: 'text',
    template_tags: ['text'],
    output_format: 'text',
    render_scale: 'number',
    width: 'number',
    height: 'number',
    frame_rate: 'number',
    duration: 'number',
    file_size: 'number',
    modifications: 'any',
    metadata: 'text',
  },
  'status',
)

/** Creatomate's events by name: the `status` of a render, which is the event itself. */
export type CreatomateEvents = EventsOf<typeof schemas>

/**
 * The provider for Creatomate. Creatomate signs nothing: give each render a `webhook_url` from `signCallbackUrl()`. The identity is
 * the render's id and status, and what the URL says.
 *
 * Documented: the body, and a call when a render succeeds or fails (creatomate.com/docs/api/rest-api/webhooks,
 * creatomate.com/docs/api/rest-api/the-render-object). Not documented: how long Creatomate waits ("instantly"), and retries. Read
 * on 2026-11-26.
 *
 * @example
 * ```ts
 * createReceiver(creatomate({ callbackSecret: process.env.CREATOMATE_CALLBACK_SECRET }), { on: { succeeded: ({ id, url }) => … } })
 * ```
 */
export function creatomate(options: CallbackUrlOptions): Provider<CreatomateEvents> {
  return defineProvider({
    name: 'creatomate',
    timeoutMs: CAUTIOUS_TIMEOUT_MS,
    events: schemas,
    callback: callbackOf(options),
    identify(body) {
      const { status, id } = fieldsOf(body)
      return identity({ status }, { id })
    },
  })
}
