import { joggWebhook } from '@vidhook/fastify'
import type { FastifyInstance } from 'fastify'

/** Receives JoggAI's webhooks at POST /webhooks/jogg: await app.register(joggWebhooks) */
export async function joggWebhooks(app: FastifyInstance, options: { secret?: string }) {
  await app.register(joggWebhook, {
    secret: options.secret ?? process.env.JOGG_WEBHOOK_SECRET,
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
