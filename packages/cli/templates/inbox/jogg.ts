import { createReceiver, jogg } from '@vidhook/core'
import { inbox } from './inbox.js'

/** JoggAI's webhooks: the web process verifies and keeps the events, the worker runs the handlers. */
export function joggReceiver(secret = process.env.JOGG_WEBHOOK_SECRET) {
  return createReceiver(jogg({ secret }), {
    inbox,
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
