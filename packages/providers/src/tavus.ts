import { defineProvider, type EventsOf, type Provider } from '@vidhook/core'
import { events } from './parts/events.js'
import { fieldsOf, identity } from './parts/identity.js'
import { CAUTIOUS_TIMEOUT_MS, type CallbackUrlOptions, callbackOf } from './parts/options.js'

const schemas = {
  .../* @__PURE__ */ events(
    [
      'system.replica_joined',
      'system.shutdown',
      'application.transcription_ready',
      'application.recording_ready',
      'application.perception_analysis',
    ],
    {
      conversation_id: 'id',
      message_type: 'text',
      webhook_url: 'text',
      timestamp: 'text',
      properties: {
        replica_id: 'id',
        shutdown_reason: 'text',
        transcript: 'any',
        analysis: 'any',
        bucket_name: 'text',
        s3_key: 'text',
        duration: 'number',
      },
    },
    'event_type',
  ),
  .../* @__PURE__ */ events(['video.ready', 'video.error'], {
    video_id: 'id',
    video_name: 'text',
    replica_id: 'id',
    status: 'text',
    status_details: 'text',
    error_details: 'any',
    download_url: 'text',
    hosted_url: 'text',
    stream_url: 'text',
    generation_progress: 'text',
    data: { script: 'text' },
    created_at: 'text',
    updated_at: 'text',
  }),
  .../* @__PURE__ */ events(['replica.ready', 'replica.error'], {
    replica_id: 'id',
    status: 'text',
    error_message: 'text',
  }),
}

/** Tavus' events by name: `event_type` of a conversation; `video.` or `replica.` and the `status` of the others, which have none. */
export type TavusEvents = EventsOf<typeof schemas>

/**
 * The provider for Tavus. Tavus signs nothing: give each conversation, video or replica a `callback_url` from `signCallbackUrl()`. The
 * identity is the id and the name, for a conversation also the timestamp, and what the URL says.
 *
 * Documented: the bodies and names (docs.tavus.io/sections/webhooks-and-callbacks, docs.tavus.io/sections/troubleshooting/api-callbacks).
 * Not verified: the fields of `properties` besides `replica_id`. Not documented: how long Tavus waits, and retries. Read on 2026-11-26.
 *
 * @example
 * ```ts
 * createReceiver(tavus({ callbackSecret: process.env.TAVUS_CALLBACK_SECRET }), { on: { 'video.ready': ({ hosted_url }) => … } })
 * ```
 */
export function tavus(options: CallbackUrlOptions): Provider<TavusEvents> {
  return defineProvider({
    name: 'tavus',
    timeoutMs: CAUTIOUS_TIMEOUT_MS,
    events: schemas,
    callback: callbackOf(options),
    identify(body) {
      const { event_type, conversation_id, timestamp, video_id, replica_id, status } = fieldsOf(body)
      if (event_type !== undefined) return identity({ event_type }, { conversation_id }, timestamp)
      const [job, ids] = video_id === undefined ? ['replica', { replica_id }] : ['video', { video_id }]
      return identity({ status: typeof status === 'string' ? `${job}.${status}` : undefined }, ids)
    },
  })
}
