import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

export interface App {
  readonly url: string
  readonly server: Server
  readonly requests: {
    readonly url: string | undefined
    readonly host: string | undefined
    readonly rawHeaders: readonly string[]
    readonly body: Buffer
  }[]
}

/** The user's application behind `--forward`. */
export async function startApp(
  later: (work: () => Promise<unknown>) => void,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<App> {
  const requests: App['requests'] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { url, rawHeaders, headers } = request
    requests.push({ url, rawHeaders, host: headers.host, body: Buffer.concat(chunks) })
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  later(() => closeServer(server))
  const address = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' && address?.port}`, server, requests }
}

export async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}
