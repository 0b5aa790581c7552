import { createServer } from 'node:http'
import { createReceiver, jogg } from '@vidhook/core'
import { nodeDelivery, sendOutcome } from '@vidhook/core/node'

const receiver = createReceiver(jogg({ secret: process.env.JOGG_WEBHOOK_SECRET }), {
  on: { generated_script_success: tell },
})
const server = createServer(async (request, response) => {
  sendOutcome(response, await receiver.receive(nodeDelivery(request, 'Something read the body.')))
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))

function tell({ event_id }) {
  return fetch(`${process.env.LEDGER_URL}/runs`, { method: 'POST', body: JSON.stringify({ id: event_id }) })
}
