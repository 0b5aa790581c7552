import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { createReceiver, webHandler } from '@vidhook/core'
import { Hono } from 'hono'
import { adapterSuite } from '../src/index.js'
import { listen } from '../src/listen.js'
import { scenarios } from '../src/scenarios.js'

adapterSuite('webHandler, in Hono', {
  start: async (ledgerUrl) => {
    const app = new Hono()
    app.post('/host-before', async (context) => context.json({ got: await context.req.json() }))
    for (const { name, provider, options } of scenarios(ledgerUrl)) {
      const handle = webHandler(createReceiver(provider, options))
      app.all(`/hooks/${name}`, (context) => handle(context.req.raw))
    }
    app.post('/host-after', async (context) => context.json({ got: await context.req.json() }))
    const { url, close } = await listen(createServer(getRequestListener(app.fetch)))
    return {
      url: (scenario) => `${url}/hooks/${scenario}`,
      hostRoutes: [`${url}/host-before`, `${url}/host-after`],
      close,
    }
  },
  // Hono's router tells the two apart.
  trailingSlash: { status: 404 },
})
