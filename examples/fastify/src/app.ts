import { webhook } from '@vidhook/fastify'
import Fastify from 'fastify'
import { createLibrary } from './library.js'
import { limitRefusals } from './limit-refusals.js'
import { openStore } from './open-store.js'
import { createReceivers } from './receivers.js'

export async function createApp() {
  const library = createLibrary()
  // Behind a proxy that is not trusted, all clients have the proxy's address, so one forger would lock everybody out.
  const app = Fastify({ logger: true, trustProxy: process.env.TRUST_PROXY || false })

  const { store, close } = await openStore(app.log)
  app.addHook('onClose', close) // runs after the plugins' hooks: their handlers still complete events in the store
  const { jogg, hoox } = createReceivers(library, store, app.log)

  app.get('/health', () => ({ ok: true }))
  // For a load balancer: is the secret set, and does the store answer? What is missing is for the log alone.
  app.get('/ready', async (request, reply) => {
    const [ofJogg, ofHoox] = await Promise.all([jogg.ready(), hoox.ready()])
    const problems = [...ofJogg.problems, ...ofHoox.problems]
    for (const { code, message } of problems) request.log.error({ code }, message)
    return reply.code(problems.length === 0 ? 200 : 503).send({ ok: problems.length === 0 })
  })

  await app.register(async (webhooks) => {
    await limitRefusals(webhooks)
    await webhooks.register(webhook(jogg))
    await webhooks.register(webhook(hoox))
  })

  app.get('/api/videos', () => library.list())
  app.post<{ Body: { id: string } }>('/api/videos', async (request, reply) => {
    await library.save({ id: String(request.body.id), status: 'ordered' })
    return reply.code(201).send({ id: request.body.id })
  })

  return app
}
