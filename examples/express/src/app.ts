import express from 'express'
import { rateLimit } from 'express-rate-limit'
import { createLibrary } from './library.js'
import type { OpenStore } from './open-store.js'
import { createWebhooks } from './webhooks.js'

/** The app, and a way to wait for the handlers that still run. */
export function createApp({ store }: OpenStore) {
  const library = createLibrary()
  const { jogg, hoox } = createWebhooks(library, store)
  const app = express()

  app.get('/health', (_request, response) => {
    response.json({ ok: true })
  })

  app.use('/webhooks', forgersLimit)
  app.use(jogg, hoox) // before express.json(): signatures are over the raw bytes
  app.use(express.json())

  app.get('/api/videos', (_request, response) => {
    response.json(library.list())
  })
  app.post('/api/videos', async (request, response) => {
    await library.save({ id: String(request.body.id), status: 'ordered' })
    response.status(201).json({ id: request.body.id })
  })

  return { app, drain: () => Promise.all([jogg.drain(), hoox.drain()]) }
}

/**
 * A provider may send as much as it likes; who is refused a hundred times within a minute has to wait.
 * Behind a proxy, set Express's `trust proxy`, or all clients are taken for one.
 */
const forgersLimit = rateLimit({
  windowMs: 60_000,
  limit: 100,
  standardHeaders: 'draft-8',
  legacyHeaders: false,
  skipSuccessfulRequests: true,
  requestWasSuccessful: (_request, response) => response.statusCode !== 401,
})
