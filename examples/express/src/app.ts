import express from 'express'
import { createLibrary } from './library.js'
import { limitRefusals } from './limit-refusals.js'
import { log } from './log.js'
import type { OpenStore } from './open-store.js'
import { createWebhooks } from './webhooks.js'

/** Makes the app. `drain` waits for handlers that still run. */
export function createApp({ store }: OpenStore) {
  const library = createLibrary()
  const { jogg, hoox } = createWebhooks(library, store)
  const app = express()

  // Behind a proxy that is not trusted, all clients have the proxy's address, so one forger would lock everybody out.
  app.set('trust proxy', process.env.TRUST_PROXY || false)

  app.get('/health', (_request, response) => {
    response.json({ ok: true })
  })
  // For a load balancer: is the secret set, and does the store answer? What is missing is for the log alone.
  app.get('/ready', async (_request, response) => {
    const [ofJogg, ofHoox] = await Promise.all([jogg.receiver.ready(), hoox.receiver.ready()])
    const problems = [...ofJogg.problems, ...ofHoox.problems]
    for (const { code, message } of problems) log.error({ code }, message)
    response.status(problems.length === 0 ? 200 : 503).json({ ok: problems.length === 0 })
  })

  app.use('/webhooks', limitRefusals())
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
