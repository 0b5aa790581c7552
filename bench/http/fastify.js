// Fastify with one contender, in a process of its own: see child.js.
import { joggWebhook } from '@vidhook/fastify'
import Fastify from 'fastify'
import { EVENT, SECRET } from '../deliveries.js'
import { handle, verifyWebhookSignature } from './handler.js'

export { memory, state } from './handler.js'

const contenders = {
  async vidhook(app) {
    await app.register(joggWebhook, { secret: SECRET, on: { [EVENT]: handle } })
  },
  async 'hand-written'(app) {
    app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    )
    app.post('/webhooks/jogg', async (request, reply) => {
      const signature = request.headers['x-webhook-signature'] ?? ''
      if (!verifyWebhookSignature(request.body, signature)) return reply.code(401).send('Invalid signature')
      await handle(JSON.parse(request.body))
      return reply.code(200).send('OK')
    })
  },
}

export async function listen(name) {
  const app = Fastify()
  await contenders[name](app)
  await app.listen({ port: 0, host: '127.0.0.1' })
  return app.server.address().port
}
