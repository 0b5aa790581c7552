import type { Store } from '@vidhook/core'
import { hooxWebhook, joggWebhook } from '@vidhook/fastify'
import type { FastifyPluginAsync } from 'fastify'
import type { Library } from './library.js'
import { limitRefusals } from './limit-refusals.js'
import { logDeliveriesTo } from './log-delivery.js'

export interface WebhooksOptions {
  readonly library: Library
  readonly store: Store | undefined
}

/** Receives JoggAI's webhooks at /webhooks/jogg and Hoox's at /webhooks/hoox. */
export const webhooks: FastifyPluginAsync<WebhooksOptions> = async (app, { library, store }) => {
  const options = { store, onUnrecognized: library.keep, onDelivery: logDeliveriesTo(app.log) }

  await limitRefusals(app)

  await app.register(joggWebhook, {
    ...options,
    secret: process.env.JOGG_WEBHOOK_SECRET,
    on: {
      // JoggAI may leave any field out. A video without an id is saved under the event's id, so that nothing is lost.
      generated_avatar_video_success: ({ event_id, data }) =>
        library.save({ id: String(data.video_id ?? event_id), status: 'ready', url: data.video_url }),
      generated_avatar_video_failed: ({ event_id, data }) =>
        library.save({ id: String(data.video_id ?? event_id), status: 'failed', error: data.error.message }),
      generated_script_success: ({ event_id, data }) =>
        library.save({
          id: event_id,
          status: 'ready',
          text: data.generated_scripts?.flatMap((script) => script.script_paragraphs ?? []).join('\n'),
        }),
    },
  })

  await app.register(hooxWebhook, {
    ...options,
    callbackSecret: process.env.HOOX_CALLBACK_SECRET,
    on: {
      'video_generate.completed': ({ job_id, result }) =>
        library.save({ id: job_id, status: 'ready', url: result.thumbnail_url }),
      'video_generate.failed': ({ job_id, error }) =>
        library.save({ id: job_id, status: 'failed', error: error.message }),
      'video_export.completed': ({ job_id, result }) =>
        library.save({ id: job_id, status: 'ready', url: result.download_url }),
      'video_export.failed': ({ job_id, error }) =>
        library.save({ id: job_id, status: 'failed', error: error.message }),
      // A handler for a task gets both of its events; the status tells them apart.
      avatar_edit: (event) =>
        event.status === 'completed'
          ? library.save({ id: String(event.look_id), status: 'ready', url: event.result.thumbnail })
          : library.save({ id: String(event.look_id), status: 'failed', error: event.error.message }),
      asset_generation: (event) =>
        event.status === 'completed'
          ? library.save({ id: event.asset_id, status: 'ready', url: event.result.asset_url })
          : library.save({ id: event.asset_id, status: 'failed', error: event.error.message }),
    },
  })
}
