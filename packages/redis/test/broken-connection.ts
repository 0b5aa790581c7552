import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A proxied connection to a server that the test can break before an answer. */
export interface BreakableConnection {
  readonly url: string
  /** The next call reaches the server, but its answer does not come back: the connection breaks instead. */
  breakBeforeAnswer(): void
  close(): void
}

export async function breakableConnection(to: { readonly port: number }): Promise<BreakableConnection> {
  let breaksNext = false
  const sockets = new Set<Socket>()
  const proxy = createServer((near) => {
    const far = connect(to.port, '127.0.0.1')
    for (const socket of [near, far]) sockets.add(socket.on('error', () => {}))
    near.on('data', (bytes) => far.write(bytes)).on('close', () => far.destroy())
    far.on('data', (bytes) => {
      if (!breaksNext) return void near.write(bytes)
      breaksNext = false
      near.destroy()
    })
    far.on('close', () => near.destroy())
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const address = proxy.address()
  if (typeof address !== 'object' || address === null) throw new Error('The proxy has no port.')
  return {
    url: `redis://127.0.0.1:${address.port}`,
    breakBeforeAnswer() {
      breaksNext = true
    },
    close() {
      proxy.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
