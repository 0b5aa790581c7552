import { joggWebhook } from '@vidhook/next'

/** Receives JoggAI's webhooks at POST /api/webhooks/jogg. */
export const POST = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
  on: {
    generated_avatar_video_success: async ({ data }, context) => {
      context.log.info({ video: data.video_id, url: data.video_url }, 'ready')
    },
    generated_avatar_video_failed: async ({ data }, context) => {
      context.log.warn({ video: data.video_id, error: data.error }, 'failed')
    },
  },
})
