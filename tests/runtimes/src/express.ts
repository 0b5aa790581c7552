import { createServer } from 'node:http'
import { webhook } from '@vidhook/express'
import express from 'express'
import { listen } from './listen.js'
import { run } from './process.js'
import { mountAll } from './scenarios.js'

run(async (ledgerUrl) => {
  const app = express()
  app.post('/host-before', express.json(), (request, response) => void response.json({ got: request.body }))
  const webhooks = mountAll(ledgerUrl, ({ name, provider, options }) => {
    const middleware = webhook(provider, { ...options, path: `/hooks/${name}` })
    app.use(middleware)
    return middleware
  })
  app.use(express.json())
  app.post('/host-after', (request, response) => void response.json({ got: request.body }))

  const { url, close } = await listen(createServer(app))
  return {
    url,
    async close() {
      await close()
      await Promise.all(webhooks.map(({ drain }) => drain()))
    },
  }
})
