import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A proxy in front of a server. It can delay calls. */
export interface DelayingProxy {
  /** The server's URL through the proxy. */
  readonly url: string
  /**
   * Delays the next call that contains this text, and everything after it on the same connection. Other connections continue.
   * Resolves when the call has arrived.
   */
  hold(text: string): Promise<HeldCall>
  close(): Promise<void>
}

export interface HeldCall {
  /** Passes it on. Resolves when the server has answered. */
  letGo(): Promise<void>
}

export async function delayingProxy(serverUrl: string): Promise<DelayingProxy> {
  const target = new URL(serverUrl)
  const sockets = new Set<Socket>()
  let awaited: { readonly text: string; readonly onHeld: (call: HeldCall) => void } | undefined

  const proxy = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    for (const socket of [near, far]) sockets.add(socket.on('error', () => {}))
    let held: Buffer[] | undefined
    near.on('data', (bytes) => {
      if (held) return void held.push(bytes)
      if (!awaited || !bytes.includes(awaited.text)) return void far.write(bytes)
      held = [bytes]
      awaited.onHeld({
        async letGo() {
          far.write(Buffer.concat(held ?? []))
          held = undefined
          await once(far, 'data')
        },
      })
      awaited = undefined
    })
    near.on('close', () => far.destroy())
    far.on('data', (bytes) => near.write(bytes)).on('close', () => near.destroy())
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const address = proxy.address()
  if (typeof address !== 'object' || address === null) throw new Error('The proxy has no port.')

  const url = new URL(serverUrl)
  url.host = `127.0.0.1:${address.port}`
  return {
    url: url.href,
    hold: (text) =>
      new Promise((onHeld) => {
        awaited = { text, onHeld }
      }),
    async close() {
      for (const socket of sockets) socket.destroy()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
