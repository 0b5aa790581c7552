import { hooxWebhook } from '@vidhook/next/pages'
import { library } from '../../../lib/library'
import { log, logDelivery } from '../../../lib/log-delivery'
import { store } from '../../../lib/store'

// The receiver needs the bytes as they came, before anything parses them.
export const config = { api: { bodyParser: false } }

/** The Pages Router's way to receive: /api/webhooks/hoox. */
export default hooxWebhook({
  name: 'hoox-pages', // it does other things than the App Router's: in a store that both use, it has keys of its own
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
