import { hooxWebhook } from '@vidhook/next'

/** Receives Hoox's webhooks at POST /api/webhooks/hoox. */
export const POST = hooxWebhook({
  callbackSecret: process.env.HOOX_CALLBACK_SECRET,
  on: {
    'video_export.completed': async ({ job_id, result }, context) => {
      context.log.info({ job: job_id, url: result.download_url }, 'ready')
    },
    'video_export.failed': async ({ job_id, error }, context) => {
      context.log.warn({ job: job_id, error }, 'failed')
    },
  },
})
