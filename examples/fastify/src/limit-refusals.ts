import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'

/** The statuses of refused deliveries. Not those of a failed handler or a busy event, which are not the sender's fault. */
const REFUSALS = new Set([400, 401, 405, 408, 413, 415])

/**
 * Answers 429 to an address that was refused a hundred times within a minute. Only refusals count, so a provider may send as
 * much as it likes. Limits only the routes of the plugin that it is called in.
 */
export async function limitRefusals(app: FastifyInstance): Promise<void> {
  await app.register(rateLimit, { global: false })
  const refused = app.createRateLimit({ max: 100, timeWindow: '1 minute' })

  app.addHook('onRequest', async (request, reply) => {
    const seen = await refused(request, { increment: false })
    if (seen.isAllowed || seen.remaining > 0) return
    return reply.code(429).header('retry-after', seen.ttlInSeconds).send()
  })
  app.addHook('onSend', async (request, reply) => {
    if (REFUSALS.has(reply.statusCode)) await refused(request)
  })
}
