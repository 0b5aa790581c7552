import { defineProvider, type EventsOf, type Provider } from '@vidhook/core'
import { events } from './parts/events.js'
import { fieldsOf, identity } from './parts/identity.js'
import { CAUTIOUS_TIMEOUT_MS, type CallbackUrlOptions, callbackOf } from './parts/options.js'

const schemas = /* @__PURE__ */ events(
  ['edit.render.done', 'edit.render.failed', 'serve.copy.ready', 'serve.copy.failed'],
  {
    type: 'text',
    action: 'text',
    id: 'id',
    render: 'id',
    owner: 'text',
    status: 'text',
    url: 'text',
    error: 'text',
    completed: 'text',
  },
)

/** Shotstack's events by name: `type`, `action` and `status`. */
export type ShotstackEvents = EventsOf<typeof schemas>

/**
 * The provider for Shotstack. Shotstack signs nothing: give each edit a `callback` from `signCallbackUrl()`. The identity is the id,
 * the type, the action and the status, and what the URL says. A handler for `edit` gets both ends of a render.
 *
 * Documented: the bodies of a render and of a copy to a destination (shotstack.io/docs/guide/architecting-an-application/webhooks,
 * community.shotstack.io/t/types-of-webhook-response-payloads/248). Not verified: `serve.copy.failed`. Not documented: how long
 * Shotstack waits, and retries. Read on 2026-11-26.
 *
 * @example
 * ```ts
 * createReceiver(shotstack({ callbackSecret: process.env.SHOTSTACK_CALLBACK_SECRET }), { on: { 'edit.render.done': ({ url }) => … } })
 * ```
 */
export function shotstack(options: CallbackUrlOptions): Provider<ShotstackEvents> {
  return defineProvider({
    name: 'shotstack',
    timeoutMs: CAUTIOUS_TIMEOUT_MS,
    events: schemas,
    callback: callbackOf(options),
    identify(body) {
      const { type, action, status, id } = fieldsOf(body)
      const known = [type, action, status]
      const name = known.every((part) => typeof part === 'string') ? known.join('.') : undefined
      return identity({ 'type.action.status': name }, { id })
    },
  })
}
