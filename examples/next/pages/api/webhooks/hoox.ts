import { hooxWebhook } from '@vidhook/next/pages'
import { library } from '../../../lib/library'
import { log, logDelivery } from '../../../lib/log-delivery'
import { store } from '../../../lib/store'

// The receiver needs the raw bytes, so Next must not parse the body.
export const config = { api: { bodyParser: false } }

/** Receives Hoox's webhooks with the Pages Router, at /api/webhooks/hoox. */
export default hooxWebhook({
  name: 'hoox-pages', // it does something else than the App Router's receiver, so it needs its own keys in the shared store
  callbackSecret: process.env.HOOX_CALLBACK_SECRET,
  on: {
    'video_export.completed': ({ job_id, result }) =>
      library.save({ id: job_id, status: 'ready', url: result.download_url }),
  },
  onUnrecognized: library.keep,
  onDelivery: logDelivery,
  log,
  store,
})
