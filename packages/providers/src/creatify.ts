import { defineProvider, type EventsOf, type Provider } from '@vidhook/core'
import { events } from './parts/events.js'
import { fieldsOf, identity } from './parts/identity.js'
import { CAUTIOUS_TIMEOUT_MS, type CallbackUrlOptions, callbackOf } from './parts/options.js'

const schemas = /* @__PURE__ */ events(
  ['pending', 'in_queue', 'running', 'done', 'failed', 'rejected'],
  {
    id: 'id',
    failed_reason: 'text',
    output: 'text',
    video_output: 'text',
    previews: [{ media_job: 'id', visual_style: 'text', url: 'text', aspect_ratio: 'text' }],
  },
  'status',
)

/** Creatify's events by name: the `status` of a job. The video is `output` or `video_output`, depending on the endpoint. */
export type CreatifyEvents = EventsOf<typeof schemas>

/**
 * The provider for Creatify. Creatify signs nothing: give each job a `webhook_url` from `signCallbackUrl()`. A URL may have up to
 * 200 characters, so leave the context short. The identity is the job's id, status and video, since a job may be rendered again,
 * and what the URL says.
 *
 * Documented: the body, the statuses, the length of the URL, that several requests may come for changes of the status
 * (docs.creatify.ai/api-reference/custom-template-jobs/post-custom-template-job, docs.creatify.ai/api-documentation/url-to-video/preview-list).
 * Not documented: how long Creatify waits, and retries. Read on 2026-11-26.
 *
 * @example
 * ```ts
 * createReceiver(creatify({ callbackSecret: process.env.CREATIFY_CALLBACK_SECRET }), { on: { done: ({ id, output }) => … } })
 * ```
 */
export function creatify(options: CallbackUrlOptions): Provider<CreatifyEvents> {
  return defineProvider({
    name: 'creatify',
    timeoutMs: CAUTIOUS_TIMEOUT_MS,
    events: schemas,
    callback: callbackOf(options),
    identify(body) {
      const { status, id, output, video_output } = fieldsOf(body)
      return identity({ status }, { id }, output ?? video_output)
    },
  })
}
