import { HooxClient, JoggClient } from '@vidhook/api'
import { signCallbackUrl } from '@vidhook/core'

const jogg = new JoggClient({ apiKey: process.env.JOGG_API_KEY })
const endpoint = await jogg.endpoints.create({
  url: 'https://example.com/webhooks/jogg',
  events: ['generated_avatar_video_success', 'generated_avatar_video_failed'],
})
console.log('created:', endpoint.endpoint_id) // endpoint.secret is your JOGG_WEBHOOK_SECRET

const hoox = new HooxClient({ apiKey: process.env.HOOX_API_KEY })
const { job_id } = await hoox.generation.start({
  prompt: 'A video about space exploration',
  webhook_url: await signCallbackUrl('https://example.com/webhooks/hoox', {
    secret: process.env.HOOX_CALLBACK_SECRET,
  }),
})
console.log('started:', job_id)

const { status, result } = await hoox.generation.status(job_id) // if the webhook does not come
console.log(status, result?.video_id, 'calls left:', hoox.rateLimit.remaining)
