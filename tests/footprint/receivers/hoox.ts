import { createReceiver, hoox } from '@vidhook/core'

export const hooxReceiver = createReceiver(hoox({ callbackSecret: '…' }), {
  on: { 'video_export.completed': (event) => console.log(event.result.download_url) },
})
