import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'

/** What a delivery that is not the provider's is answered with. A failed handler or a busy event is not its fault. */
const REFUSALS = new Set([400, 401, 405, 408, 413, 415])

/**
 * An address that was refused a hundred times within a minute is answered 429. Nothing else counts, so a provider may send as
 * much as it likes, all at once too. It limits the routes of the plugin in which it is called, and no others.
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
