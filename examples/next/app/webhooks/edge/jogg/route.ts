import { joggWebhook } from '@vidhook/next'

export const runtime = 'edge'

/** The same route on the Edge runtime, which cannot use pino or a local database. */
export const POST = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
  on: {
    generated_avatar_video_success: (event, context) =>
      context.log.info({ url: event.data.video_url }, 'An avatar video is ready.'),
  },
})
