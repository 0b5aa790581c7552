import Fastify from 'fastify'
import { createLibrary } from './library.js'
import { webhooks } from './webhooks.js'

export async function createApp() {
  const library = createLibrary()
  const app = Fastify({ logger: true })

  app.get('/health', () => ({ ok: true }))

  await app.register(webhooks, { library })

  app.get('/api/videos', () => library.list())
  app.post<{ Body: { id: string } }>('/api/videos', async (request, reply) => {
    await library.save({ id: String(request.body.id), status: 'ordered' })
    return reply.code(201).send({ id: request.body.id })
  })

  return app
}
