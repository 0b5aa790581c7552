import { createReceiver, jogg } from '@vidhook/core'

export const joggReceiver = createReceiver(jogg({ secret: 'whsec_…' }), {
  on: { generated_avatar_video_success: (event) => console.log(event.data.video_url) },
})
