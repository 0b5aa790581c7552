import { joggWebhook } from '@vidhook/express'
import express from 'express'

const app = express()
app.use(
  '/hooks/jogg',
  joggWebhook(process.env.JOGG_WEBHOOK_SECRET, { on: { generated_script_success: tell } }),
)
const server = app.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))

function tell({ event_id }) {
  return fetch(`${process.env.LEDGER_URL}/runs`, { method: 'POST', body: JSON.stringify({ id: event_id }) })
}
