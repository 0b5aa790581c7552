import { HooxClient } from '@vidhook/api'
import { signCallbackUrl } from '@vidhook/core'

const hoox = new HooxClient({ apiKey: process.env.HOOX_API_KEY })

const { job_id } = await hoox.generation.start({
  prompt: 'A video about space exploration',
  voice_id: 'en-US-JennyNeural',
  webhook_url: await signCallbackUrl('https://example.com/webhooks/hoox', {
    secret: process.env.HOOX_CALLBACK_SECRET,
    context: { userId: 'u_42' },
  }),
})
console.log('started:', job_id)
