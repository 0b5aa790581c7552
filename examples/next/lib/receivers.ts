import { createReceiver, hoox as hooxProvider, jogg as joggProvider } from '@vidhook/core'
import { library } from './library'
import { log, logDelivery } from './log-delivery'
import { store } from './store'

const options = { onUnrecognized: library.keep, onDelivery: logDelivery, log, store }

export const jogg = createReceiver(joggProvider({ secret: process.env.JOGG_WEBHOOK_SECRET }), {
  ...options,
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

export const hoox = createReceiver(hooxProvider({ callbackSecret: process.env.HOOX_CALLBACK_SECRET }), {
  ...options,
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
