import { hooxWebhook, joggWebhook } from '@vidhook/next'
import { joggWebhook as pagesJoggWebhook } from '@vidhook/next/pages'

export const POST: (request: Request) => Promise<Response> = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
  on: {
    generated_avatar_video_success: ({ data }, context) =>
      context.log.info(data.video_url satisfies string | undefined),
    // @ts-expect-error: JoggAI sends generated_avatar_video_failed
    generated_avatar_video_failled: () => {},
  },
})

export const PUT = hooxWebhook({
  callbackSecret: process.env.HOOX_CALLBACK_SECRET,
  on: {
    'video_export.failed': ({ error }) => console.warn(error.message),
    // @ts-expect-error: Hoox sends video_export.failed
    'video_export.failled': () => {},
  },
})

export default pagesJoggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
  on: {
    generated_avatar_video_success: ({ data }, context) =>
      context.log.info(data.video_url satisfies string | undefined),
    // @ts-expect-error: JoggAI sends generated_avatar_video_failed
    generated_avatar_video_failled: () => {},
  },
})
