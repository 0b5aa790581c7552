// The Next adapter's route handler without Next, on node:http with Web-standard requests, in a process of its own: see child.js.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { joggWebhook } from '@vidhook/next'
import { EVENT, SECRET } from '../deliveries.js'
import { handle } from './handler.js'

export { memory, state } from './handler.js'

export async function listen() {
  const post = joggWebhook(SECRET, { on: { [EVENT]: handle } })
  const server = createServer(async (incoming, response) => {
    const { method, url, headers } = incoming
    const request = new Request(new URL(url, 'http://127.0.0.1'), {
      method,
      headers,
      body: Readable.toWeb(incoming),
      duplex: 'half',
    })
    const answer = await post(request)
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server.address().port
}
