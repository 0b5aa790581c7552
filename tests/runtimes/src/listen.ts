import { once } from 'node:events'
import type { Server } from 'node:http'
import type { RunningServer } from './process.js'

/** Starts a server of node:http on a free port of this machine. When it is closed, it still answers open requests. */
export async function listen(server: Server): Promise<RunningServer> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}
