import { joggWebhook } from '@vidhook/next/pages'

/** A delivery is verified by its raw bytes, which Next's parser would not keep. */
export const config = { api: { bodyParser: false } }

/** Receives JoggAI's webhooks at POST /api/webhooks/jogg. */
export default joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
  on: {
    generated_avatar_video_success: async ({ data }, context) => {
      context.log.info({ video: data.video_id, url: data.video_url }, 'ready')
    },
    generated_avatar_video_failed: async ({ data }, context) => {
      context.log.warn({ video: data.video_id, error: data.error }, 'failed')
    },
  },
})
