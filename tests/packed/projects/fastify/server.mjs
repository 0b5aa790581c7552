import { joggWebhook } from '@vidhook/fastify'
import Fastify from 'fastify'

const app = Fastify()
app.register(joggWebhook, {
  secret: process.env.JOGG_WEBHOOK_SECRET,
  path: '/hooks/jogg',
  on: { generated_script_success: tell },
})
app.listen({ port: 0, host: '127.0.0.1' }).then((url) => console.log(url))

function tell({ event_id }) {
  return fetch(`${process.env.LEDGER_URL}/runs`, { method: 'POST', body: JSON.stringify({ id: event_id }) })
}
