import * as ioredis6 from 'ioredis'
import * as ioredis5 from 'ioredis5'
import * as redis6 from 'redis'
import * as redis4 from 'redis4'
import * as redis5 from 'redis5'
import type { RedisClient } from '../src/index.js'

export interface Connection {
  readonly client: RedisClient
  close(): unknown
}

/** A way to reach one server. */
export interface Library {
  readonly name: string
  connect(url: string): Promise<Connection>
}

/** Every supported client, with its default options. */
export const libraries: readonly Library[] = [
  { name: 'ioredis 5', connect: async (url) => fromIoredis(new ioredis5.Redis(url)) },
  { name: 'ioredis 6', connect: async (url) => fromIoredis(new ioredis6.Redis(url)) },
  { name: 'node-redis 4', connect: (url) => fromNodeRedis(redis4.createClient({ url })) },
  { name: 'node-redis 5', connect: (url) => fromNodeRedis(redis5.createClient({ url })) },
  { name: 'node-redis 6', connect: (url) => fromNodeRedis(redis6.createClient({ url })) },
]

/** Handles errors of broken connections, which the client would otherwise throw or print. */
interface Emitter {
  on(event: 'error', listener: () => void): unknown
}

export function fromIoredis(client: RedisClient & Emitter & { disconnect(): void }): Connection {
  client.on('error', () => {})
  return { client, close: () => client.disconnect() }
}

type NodeRedis = RedisClient &
  Emitter & { connect(): Promise<unknown> } & ({ destroy(): unknown } | { disconnect(): Promise<unknown> })

export async function fromNodeRedis(client: NodeRedis): Promise<Connection> {
  client.on('error', () => {})
  await client.connect()
  return { client, close: () => ('destroy' in client ? client.destroy() : client.disconnect()) }
}
