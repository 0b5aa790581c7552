import { createReceiver, hoox } from '@vidhook/core'
import { inbox } from './inbox.js'

/** Hoox's webhooks: the web process verifies and keeps the events, the worker runs the handlers. */
export function hooxReceiver(secret = process.env.HOOX_CALLBACK_SECRET) {
  return createReceiver(hoox({ callbackSecret: secret }), {
    inbox,
    on: {
      'video_export.completed': async ({ job_id, result }, context) => {
        context.log.info({ job: job_id, url: result.download_url }, 'ready')
      },
      'video_export.failed': async ({ job_id, error }, context) => {
        context.log.warn({ job: job_id, error }, 'failed')
      },
    },
  })
}
