import rateLimit from '@fastify/rate-limit'
import { joggWebhook } from '@vidhook/fastify'
import Fastify from 'fastify'

const REFUSALS = new Set([400, 401, 405, 408, 413, 415])

const app = Fastify({ trustProxy: process.env.TRUST_PROXY || false }) // the addresses of your proxies
await app.register(rateLimit, { global: false })

await app.register(async (webhooks) => {
  const refused = app.createRateLimit({ max: 100, timeWindow: '1 minute' })
  webhooks.addHook('onRequest', async (request, reply) => {
    const seen = await refused(request, { increment: false })
    if (seen.isAllowed || seen.remaining > 0) return
    return reply.code(429).header('retry-after', seen.ttlInSeconds).send()
  })
  webhooks.addHook('onSend', async (request, reply) => {
    if (REFUSALS.has(reply.statusCode)) await refused(request)
  })
  await webhooks.register(joggWebhook, { secret: process.env.JOGG_WEBHOOK_SECRET })
})
