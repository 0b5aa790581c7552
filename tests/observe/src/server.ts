import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { SpanKind, trace } from '@opentelemetry/api'
import type { JoggEvents, Receiver } from '@vidhook/core'
import { webhook } from '@vidhook/express'

/** Serves the receiver on a free port of this machine, with a span for each request, as an instrumentation of HTTP makes it. */
export async function startServer(receiver: Receiver<JoggEvents>): Promise<{ server: Server; url: string }> {
  const tracer = trace.getTracer('demo')
  const handle = webhook(receiver)
  const server = createServer((request, response) => {
    tracer.startActiveSpan(`${request.method} ${request.url}`, { kind: SpanKind.SERVER }, (span) => {
      response.once('close', () => {
        span.setAttribute('http.response.status_code', response.statusCode).end()
      })
      handle(request, response)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.')
  return { server, url: `http://127.0.0.1:${address.port}/webhooks/jogg` }
}
