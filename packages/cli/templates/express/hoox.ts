import { hooxWebhook } from '@vidhook/express'

/**
 * Receives Hoox's webhooks at POST /webhooks/hoox: app.use(hooxWebhooks())
 * Mount it before express.json(): a delivery is verified by its raw bytes.
 */
export function hooxWebhooks(secret = process.env.HOOX_CALLBACK_SECRET) {
  return hooxWebhook({
    callbackSecret: secret,
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
