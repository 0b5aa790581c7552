import { createServer, type Server } from 'node:http'
import { type AdapterServer, adapterSuite, listen, scenarios } from '@vidhook/adapter-suite'
import { webhook } from '@vidhook/express'
import express5 from 'express'
import express4 from 'express4'

for (const [version, express] of Object.entries({ 5: express5, 4: express4 })) {
  adapterSuite(`Express ${version}`, {
    start: async (ledgerUrl) => {
      const app = express()
      app.post(
        '/host-before',
        express.json(),
        (request, response) => void response.json({ got: request.body }),
      )
      for (const { name, provider, options } of scenarios(ledgerUrl)) {
        app.use(webhook(provider, { ...options, path: `/hooks/${name}` }))
      }
      app.use(express.json())
      app.post('/host-after', (request, response) => void response.json({ got: request.body }))
      return serve(createServer(app), ['/host-before', '/host-after'])
    },
  })
}

adapterSuite('node:http', {
  start: async (ledgerUrl) => {
    const webhooks = scenarios(ledgerUrl).map(({ name, provider, options }) =>
      webhook(provider, { ...options, path: `/hooks/${name}` }),
    )
    return serve(
      createServer((request, response) => {
        const [run] = webhooks.reduceRight<(() => void)[]>(
          (next, middleware) => [() => middleware(request, response, next[0])],
          [() => void response.writeHead(404).end()],
        )
        run?.()
      }),
    )
  },
})

async function serve(server: Server, routes: readonly string[] = []): Promise<AdapterServer> {
  const { url, close } = await listen(server)
  return {
    url: (scenario) => `${url}/hooks/${scenario}`,
    hostRoutes: routes.map((route) => url + route),
    close,
  }
}
