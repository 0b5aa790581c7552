import type { AddressInfo, Server } from 'node:net'
import type { Inbox, Store } from '@vidhook/core'
import { SECRETS } from '../providers.js'
import type { Handler } from './work.js'

export interface Serving {
  readonly port: number
  /** Takes no more connections, answers what has arrived, and waits for handlers that outlast their answer. */
  close(): Promise<void>
}

export interface ServeOptions {
  readonly store?: Store
  readonly inbox?: Inbox
  readonly log: false
  readonly on: { readonly '*': Handler }
}

export async function serveExpress(options: ServeOptions): Promise<Serving> {
  const { default: express } = await import('express')
  const { hooxWebhook, joggWebhook } = await import('@vidhook/express')
  const jogg = joggWebhook(SECRETS.jogg, options)
  const hoox = hooxWebhook({ ...options, callbackSecret: SECRETS.hoox })
  const app = express()
  app.use(jogg, hoox)
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    port: portOf(server),
    async close() {
      await new Promise((resolve) => server.close(resolve))
      await Promise.all([jogg.drain(), hoox.drain()])
    },
  }
}

export async function serveFastify(options: ServeOptions): Promise<Serving> {
  const { default: Fastify } = await import('fastify')
  const { hooxWebhook, joggWebhook } = await import('@vidhook/fastify')
  const app = Fastify()
  await app.register(joggWebhook, { ...options, secret: SECRETS.jogg })
  await app.register(hooxWebhook, { ...options, callbackSecret: SECRETS.hoox })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return { port: portOf(app.server), close: () => app.close() }
}

function portOf(server: Server): number {
  const address = server.address()
  if (!isAddressInfo(address)) throw new Error('The server has no port.')
  return address.port
}

function isAddressInfo(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}
