import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** A request to a provider's API. */
export interface ApiRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  /** The raw text. */
  readonly text: string
  /** Parsed. `undefined` if it is not JSON. */
  readonly body: unknown
}

/** Answers one request instead of the API: slowly, incompletely or with hostile data. */
export type Interference = (request: ApiRequest, response: ServerResponse) => unknown

export interface ApiServer {
  readonly url: string
  /** Every request so far, the oldest first. */
  readonly requests: readonly ApiRequest[]
  /** The next requests are answered by these instead, one each. */
  interfere(...answers: readonly Interference[]): void
  /** Resolves once this many requests have arrived in all. */
  hasReceived(count: number): Promise<void>
  stop(): Promise<void>
}

/** A status and a body of JSON, as a provider's API answers. */
export interface ApiAnswer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A server on this machine that answers with `respond`. */
export async function startApiServer(respond: (request: ApiRequest) => ApiAnswer): Promise<ApiServer> {
  const requests: ApiRequest[] = []
  const interferences: Interference[] = []
  const server = createServer(async (incoming, response) => {
    const request = await read(incoming)
    if (request === undefined) return
    requests.push(request)
    server.emit('received')
    const interference = interferences.shift()
    if (interference) return interference(request, response)
    const { status, body, headers } = respond(request)
    answer(response, status, body, headers)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.')

  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    interfere: (...answers) => void interferences.push(...answers),
    async hasReceived(count) {
      while (requests.length < count) await once(server, 'received')
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Answers with JSON. */
export function answer(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

/** `undefined` if the client disconnected before it was complete. */
async function read(incoming: IncomingMessage): Promise<ApiRequest | undefined> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of incoming) chunks.push(chunk)
  } catch {
    return undefined
  }
  const text = Buffer.concat(chunks).toString()
  const { method = '', url: path = '', headers } = incoming
  return { method, path, headers, text, body: parsed(text) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
