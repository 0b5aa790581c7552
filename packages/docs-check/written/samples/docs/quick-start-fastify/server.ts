import { joggWebhook } from '@vidhook/fastify'
import Fastify from 'fastify'

const app = Fastify({ logger: true })

await app.register(joggWebhook, {
  secret: process.env.JOGG_WEBHOOK_SECRET,
  path: '/webhooks/jogg', // the default
  on: {
    generated_avatar_video_success: ({ data }, context) => context.log.info(`ready: ${data.video_url}`),
    generated_avatar_video_failed: ({ data }, context) => context.log.warn({ error: data.error }, 'failed'),
  },
})

app.post('/orders', async (request) => ({ received: request.body })) // parsed as ever

await app.listen({ port: Number(process.env.PORT ?? 3000) })

process.once('SIGTERM', () => void app.close())
