import { webhook } from '@vidhook/fastify'
import fastify from 'fastify'
import { run } from './process.js'
import { mountAll } from './scenarios.js'

run(async (ledgerUrl) => {
  const app = fastify()
  app.post('/host-before', async (request) => ({ got: request.body }))
  const webhooks = mountAll(ledgerUrl, ({ name, provider, options }) =>
    webhook(provider, { ...options, path: `/hooks/${name}` }),
  )
  for (const plugin of webhooks) await app.register(plugin)
  app.post('/host-after', async (request) => ({ got: request.body }))
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return { url, close: () => app.close() }
})
