import { createReceiver } from '@vidhook/core'
import { heygen } from '@vidhook/providers/heygen'

export const heygenReceiver = createReceiver(heygen({ secret: 'a secret' }), {
  on: { 'avatar_video.success': (event) => console.log(event.event_data.url) },
})
