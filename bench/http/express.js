// Express with one contender, in a process of its own: see child.js.
import { once } from 'node:events'
import { createWebhookMiddleware } from '@hookflo/tern/express'
import { createNodeMiddleware, Webhooks } from '@octokit/webhooks'
import { joggWebhook } from '@vidhook/express'
import express from 'express'
import { EVENT, SECRET } from '../deliveries.js'
import { handle, verifyWebhookSignature } from './handler.js'

export { memory, state } from './handler.js'

const contenders = {
  vidhook(app) {
    app.use(joggWebhook(SECRET, { on: { [EVENT]: handle } }))
  },
  'hand-written'(app) {
    app.post('/webhooks/jogg', express.raw({ type: 'application/json' }), async (request, response) => {
      const signature = request.get('x-webhook-signature') ?? ''
      if (!verifyWebhookSignature(request.body, signature))
        return response.status(401).send('Invalid signature')
      await handle(JSON.parse(request.body))
      response.status(200).send('OK')
    })
  },
  octokit(app) {
    const webhooks = new Webhooks({ secret: SECRET })
    webhooks.on('push', ({ payload }) => handle(payload))
    app.use(createNodeMiddleware(webhooks, { path: '/webhooks/jogg' }))
  },
  tern(app) {
    app.post(
      '/webhooks/jogg',
      createWebhookMiddleware({ platform: 'github', secret: SECRET }),
      async (request, response) => {
        await handle(request.webhook.payload)
        response.json({ received: true })
      },
    )
  },
}

export async function listen(name) {
  const app = express()
  contenders[name](app)
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server.address().port
}
