import { http } from '@google-cloud/functions-framework'
import { joggWebhook } from '@vidhook/express'

http(
  'jogg',
  joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
    on: { generated_avatar_video_success: ({ data }) => console.log('ready:', data.video_url) },
  }),
)
