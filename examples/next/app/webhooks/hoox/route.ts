import { hooxWebhook } from '@vidhook/next'
import { library } from '../../../lib/library'
import { log, logDelivery } from '../../../lib/log-delivery'
import { store } from '../../../lib/store'

export const POST = hooxWebhook({
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
  onUnrecognized: library.keep,
  onDelivery: logDelivery,
  log,
  store,
})
