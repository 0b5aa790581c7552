import Fastify from 'fastify'
import { createLibrary } from './library.js'
import { openStore } from './open-store.js'
import { webhooks } from './webhooks.js'

export async function createApp() {
  const library = createLibrary()
  // Behind a proxy that is not trusted, all clients have the proxy's address, so one forger would lock everybody out.
  const app = Fastify({ logger: true, trustProxy: process.env.TRUST_PROXY || false })

  app.get('/health', () => ({ ok: true }))

  const { store, close } = await openStore(app.log)
  app.addHook('onClose', close) // runs after the plugins' hooks: their handlers still complete events in the store
  await app.register(webhooks, { library, store })

  app.get('/api/videos', () => library.list())
  app.post<{ Body: { id: string } }>('/api/videos', async (request, reply) => {
    await library.save({ id: String(request.body.id), status: 'ordered' })
    return reply.code(201).send({ id: request.body.id })
  })

  return app
}
