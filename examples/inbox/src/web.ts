import { webhook } from '@vidhook/express'
import express from 'express'
import { log } from './log.js'
import { hoox, inbox, jogg } from './webhooks.js'

const app = express()
app.get('/health', (_request, response) => {
  response.json({ ok: true })
})
app.use(webhook(jogg), webhook(hoox)) // before express.json(): signatures are over the raw bytes

// Connects before the first delivery comes. While Redis is away, deliveries are answered 503, and the providers come again.
inbox.ready().catch((err) => log.error({ err }, 'The inbox cannot be used yet.'))

const server = app.listen(Number(process.env.PORT ?? 3000), (error) => {
  if (error) throw error
  const address = server.address()
  log.info(`Listening on http://localhost:${typeof address === 'object' ? address?.port : address}`)
})

/** Takes no more connections, answers every delivery that has arrived, and ends. */
function shutDown() {
  server.close(() => inbox.close())
  // A keep-alive connection that has had its answer would otherwise hold the process for some seconds.
  setInterval(() => server.closeIdleConnections(), 50).unref()
}

process.once('SIGTERM', shutDown)
process.once('SIGINT', shutDown)
