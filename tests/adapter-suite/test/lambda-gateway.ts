import { createServer, type IncomingMessage } from 'node:http'
import type { LambdaContext, LambdaEvent, LambdaHandler, LambdaResult } from '@vidhook/core/lambda'
import { listen } from '../src/listen.js'

/** Makes the event of a request, as AWS documents it. */
export type EventForm = (request: GatewayRequest) => LambdaEvent

export interface GatewayRequest {
  readonly method: string
  readonly path: string
  /** Without the question mark. */
  readonly query: string
  /** Names in lower case, each with all of its values. */
  readonly headers: Readonly<Record<string, string[]>>
  readonly body: Buffer
}

/** How long a function may run. A deadline that passes is answered half a second before. */
const TIME_LIMIT_MS = 1_500

/**
 * Stands for the part of AWS that invokes functions: makes an event of every request, and a response of every result. Like AWS, it
 * passes events and results on as JSON.
 *
 * @param routes the functions by their paths
 */
export function gateway(form: EventForm, routes: ReadonlyMap<string, LambdaHandler>) {
  return listen(
    createServer(async (incoming, response) => {
      const request = await gatewayRequest(incoming)
      const handler = routes.get(request.path)
      if (!handler) return response.writeHead(404).end('{"message":"Not Found"}')
      const end = Date.now() + TIME_LIMIT_MS
      const context: LambdaContext = { getRemainingTimeInMillis: () => end - Date.now() }
      const event: LambdaEvent = JSON.parse(JSON.stringify(form(request)))
      const result: LambdaResult = JSON.parse(JSON.stringify(await handler(event, context)))
      const balancer = 'elb' in event.requestContext && 'multiValueHeaders' in event
      const headers = (balancer ? result.multiValueHeaders : result.headers) ?? {}
      response.writeHead(result.statusCode, headers)
      response.end(Buffer.from(result.body, result.isBase64Encoded ? 'base64' : 'utf8'))
    }),
  )
}

async function gatewayRequest(incoming: IncomingMessage): Promise<GatewayRequest> {
  const chunks: Buffer[] = await incoming.toArray()
  const [path = '', ...query] = (incoming.url ?? '').split('?')
  const headers: Record<string, string[]> = {}
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    const name = incoming.rawHeaders[index]?.toLowerCase() ?? ''
    headers[name] = [...(headers[name] ?? []), incoming.rawHeaders[index + 1] ?? '']
  }
  headers['x-forwarded-for'] = ['198.51.100.7, 203.0.113.9']
  return { method: incoming.method ?? '', path, query: query.join('?'), headers, body: Buffer.concat(chunks) }
}
