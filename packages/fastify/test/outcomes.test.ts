import { adapterSuite, scenarios } from '@vidhook/adapter-suite'
import { webhook } from '@vidhook/fastify'
import fastify from 'fastify'

adapterSuite('Fastify', {
  start: async (ledgerUrl) => {
    const app = fastify({ forceCloseConnections: true })
    app.post('/host-before', async (request) => ({ got: request.body }))
    for (const { name, provider, options } of scenarios(ledgerUrl)) {
      await app.register(webhook(provider, { ...options, path: `/hooks/${name}` }))
    }
    app.post('/host-after', async (request) => ({ got: request.body }))
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    return {
      url: (scenario) => `${url}/hooks/${scenario}`,
      hostRoutes: [`${url}/host-before`, `${url}/host-after`],
      close: () => app.close(),
    }
  },
})
