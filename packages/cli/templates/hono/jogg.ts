import { createReceiver, jogg, webHandler } from '@vidhook/core'
import { Hono } from 'hono'

/** Receives JoggAI's webhooks at POST /webhooks/jogg: app.route('/', joggWebhooks()) */
export function joggWebhooks(secret = process.env.JOGG_WEBHOOK_SECRET) {
  const receiver = createReceiver(jogg({ secret }), {
    on: {
      generated_avatar_video_success: async ({ data }, context) => {
        context.log.info({ video: data.video_id, url: data.video_url }, 'ready')
      },
      generated_avatar_video_failed: async ({ data }, context) => {
        context.log.warn({ video: data.video_id, error: data.error }, 'failed')
      },
    },
  })
  const handle = webHandler(receiver)
  return new Hono().all('/webhooks/jogg', (context) => handle(context.req.raw))
}
