import { JoggClient } from '@vidhook/api'

const jogg = new JoggClient({ apiKey: process.env.JOGG_API_KEY })

const endpoint = await jogg.endpoints.create({
  url: 'https://example.com/webhooks/jogg',
  events: ['generated_avatar_video_success', 'generated_avatar_video_failed'],
})
await jogg.endpoints.update(endpoint.endpoint_id, { status: 'disabled' })
await jogg.endpoints.delete(endpoint.endpoint_id)

for (const { endpoint_id, url, status } of await jogg.endpoints.list()) console.log(endpoint_id, url, status)
