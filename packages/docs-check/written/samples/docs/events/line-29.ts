import { joggWebhook } from '@vidhook/express'
import { saveVideo } from './videos.js'

export const jogg = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
  on: {
    generated_avatar_video_success: async ({ data }, context) => {
      const { video_id, video_url } = data
      if (video_id === undefined || video_url === undefined) {
        context.log.error({ data }, 'A video without an id or a URL. Look it up by hand.')
        return
      }
      await saveVideo(video_id, video_url)
    },
  },
})
