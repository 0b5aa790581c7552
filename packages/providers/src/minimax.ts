import { defineProvider, type EventsOf, handshake, type Provider } from '@vidhook/core'
import { events } from './parts/events.js'
import { fieldsOf, identity } from './parts/identity.js'
import { type CallbackUrlOptions, callbackOf } from './parts/options.js'

const schemas = /* @__PURE__ */ events(
  ['preparing', 'queueing', 'processing', 'success', 'failed'],
  {
    task_id: 'id',
    file_id: 'id',
    video_width: 'number',
    video_height: 'number',
    base_resp: { status_code: 'number', status_msg: 'text' },
  },
  'status',
)

/** MiniMax' events by name: the `status` of a task. */
export type MiniMaxEvents = EventsOf<typeof schemas>

/** How long MiniMax waits for the challenge to be sent back. How long it waits after that is not documented. */
const TIMEOUT_MS = 3_000

/**
 * The provider for MiniMax and its Hailuo videos. MiniMax signs nothing: give each task a `callback_url` from `signCallbackUrl()`. It
 * first posts a `challenge`, which is sent back. The identity is the task's id and status, and what the URL says.
 *
 * Documented: the challenge, to be sent back within 3 s; the statuses `processing`, `success` and `failed`; the body
 * (platform.minimax.io/docs/api-reference/video-generation-t2v and -s2v). The API for queries spells the statuses `Preparing`, `Queueing`,
 * `Success` and `Fail`: those spellings are accepted, too. Not documented: retries. Read on 2026-11-26.
 *
 * @example
 * ```ts
 * createReceiver(minimax({ callbackSecret: process.env.MINIMAX_CALLBACK_SECRET }), { on: { success: ({ file_id }) => … } })
 * ```
 */
export function minimax(options: CallbackUrlOptions): Provider<MiniMaxEvents> {
  return defineProvider({
    name: 'minimax',
    timeoutMs: TIMEOUT_MS,
    events: schemas,
    callback: callbackOf(options),
    handshake: handshake(({ body }) => {
      const { challenge } = fieldsOf(body)
      return challenge === undefined ? undefined : { echo: { challenge } }
    }),
    identify(body) {
      const { status, task_id } = fieldsOf(body)
      const name = typeof status === 'string' ? status.toLowerCase() : status
      return identity({ status: name === 'fail' ? 'failed' : name }, { task_id })
    },
  })
}
