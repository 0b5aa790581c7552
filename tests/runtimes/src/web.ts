import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { listen } from './listen.js'
import { type RunningServer, run } from './process.js'
import { type WebHost, webHost } from './web-host.js'

/** The parts of Bun's and Deno's servers that are used here. */
interface Runtime {
  readonly Bun?: {
    serve(options: { hostname: string; port: number; fetch: (request: Request) => Promise<Response> }): {
      readonly port: number
      stop(): Promise<void>
    }
  }
  readonly Deno?: {
    serve(
      options: { hostname: string; port: number; onListen: () => void },
      handler: (request: Request) => Promise<Response>,
    ): { readonly addr: { readonly port: number }; shutdown(): Promise<void> }
  }
}

const hostname = '127.0.0.1'

run(async (ledgerUrl) => {
  const host = webHost(ledgerUrl)
  const { url, close } = await serve(host)
  return {
    url,
    async close() {
      await close()
      await host.drain()
    },
  }
})

/** Starts the runtime's own server, or Hono's on Node. */
async function serve({ fetch }: WebHost): Promise<RunningServer> {
  const { Bun, Deno }: Runtime = globalThis as Runtime
  if (Bun) {
    const server = Bun.serve({ hostname, port: 0, fetch: (request) => fetch(request) })
    return { url: `http://${hostname}:${server.port}`, close: () => server.stop() }
  }
  if (Deno) {
    const server = Deno.serve({ hostname, port: 0, onListen: () => {} }, (request) => fetch(request))
    return { url: `http://${hostname}:${server.addr.port}`, close: () => server.shutdown() }
  }
  return listen(createServer(getRequestListener((request) => fetch(request))))
}
