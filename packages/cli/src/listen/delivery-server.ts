import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { headerPairs } from '../http-client.js'
import { endToEnd } from './forward.js'
import type { Intake, SenderAnswer } from './intake.js'
import { readRequest } from './read-request.js'

/** How long a request may take to arrive, in milliseconds: as long as a receiver waits for a body by default. */
const REQUEST_TIMEOUT_MS = 10_000

/** The server that providers post to. It accepts every path and method, so that the inspector can show mistakes. */
export function deliveryServer(intake: Intake): Server {
  return createServer(
    {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: 1_000,
    },
    async (request, response) => {
      const body = await readRequest(request)
      const { answer } = await intake.take({
        method: request.method ?? 'GET',
        url: request.url ?? '/',
        headers: headerPairs(request),
        body,
        remoteAddress: request.socket.remoteAddress,
        origin: { kind: 'received' },
      })
      send(request, response, answer)
    },
  )
}

/** Sends the answer. Headers that the application repeated stay repeated. */
function send(request: IncomingMessage, response: ServerResponse, answer: SenderAnswer): void {
  if (response.destroyed) return
  const headers = endToEnd(answer.headers).filter(([name]) => name.toLowerCase() !== 'content-length')
  const bodiless = request.method === 'HEAD' || answer.status === 204 || answer.status === 304
  const length = bodiless ? [] : [['Content-Length', String(answer.body.byteLength)] as const]
  response.writeHead(answer.status, [...headers, ...length].flat())
  response.end(bodiless ? undefined : answer.body)
}
