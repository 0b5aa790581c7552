import Fastify from 'fastify'
import { createLibrary } from './library.js'
import { openStore } from './open-store.js'
import { webhooks } from './webhooks.js'

export async function createApp() {
  const library = createLibrary()
  // Behind a proxy, all clients have its address until it is trusted to tell theirs. One forger would lock everybody out.
  const app = Fastify({ logger: true, trustProxy: process.env.TRUST_PROXY || false })

  app.get('/health', () => ({ ok: true }))

  const { store, close } = await openStore(app.log)
  app.addHook('onClose', close) // after those of the plugins, whose handlers tell it how their events came out
  await app.register(webhooks, { library, store })

  app.get('/api/videos', () => library.list())
  app.post<{ Body: { id: string } }>('/api/videos', async (request, reply) => {
    await library.save({ id: String(request.body.id), status: 'ordered' })
    return reply.code(201).send({ id: request.body.id })
  })

  return app
}
