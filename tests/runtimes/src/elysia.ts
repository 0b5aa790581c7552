import { SECRET } from '@vidhook/adapter-suite/scenarios'
import { createReceiver, jogg, webHandler } from '@vidhook/core'
import { Elysia } from 'elysia'
import { run } from './process.js'

const hostname = '127.0.0.1'

/** As in the documentation, on Bun's own server. */
run(async () => {
  const handle = webHandler(createReceiver(jogg({ secret: SECRET }), { log: false, on: { '*': () => {} } }))
  const app = new Elysia()
    .all('/webhooks/jogg', ({ request }) => handle(request), { parse: 'none' })
    .listen({ hostname, port: 0 })
  return { url: `http://${hostname}:${app.server?.port}`, close: () => app.stop() }
})
