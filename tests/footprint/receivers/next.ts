import { joggWebhook } from '@vidhook/next'

export const POST = joggWebhook('whsec_…', {
  on: { generated_avatar_video_success: (event) => console.log(event.data.video_url) },
})
