import { joggWebhook } from '@vidhook/express'

export const middleware = joggWebhook('whsec_…', {
  on: { generated_avatar_video_success: (event) => console.log(event.data.video_url) },
})
