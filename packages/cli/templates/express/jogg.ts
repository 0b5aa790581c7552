import { joggWebhook } from '@vidhook/express'

/**
 * Receives JoggAI's webhooks at POST /webhooks/jogg: app.use(joggWebhooks())
 * Mount it before express.json(): a delivery is verified by its raw bytes.
 */
export function joggWebhooks(secret = process.env.JOGG_WEBHOOK_SECRET) {
  return joggWebhook(secret, {
    on: {
      generated_avatar_video_success: async ({ data }, context) => {
        context.log.info({ video: data.video_id, url: data.video_url }, 'ready')
      },
      generated_avatar_video_failed: async ({ data }, context) => {
        context.log.warn({ video: data.video_id, error: data.error }, 'failed')
      },
    },
  })
}
