import { joggWebhook } from '@vidhook/express'

const WEEK_S = 7 * 24 * 60 * 60

export const jogg = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
  on: {
    generated_avatar_video_success: (event, context) => {
      const { timestamp = 0 } = event // without a time it counts as old
      if (context.receivedAt.getTime() / 1000 - timestamp > WEEK_S) return
      // …
    },
  },
})
