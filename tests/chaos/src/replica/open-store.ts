import type { Store } from '@vidhook/core'
import type { ReplicaConfig } from './config.js'

// What a replica does not need it does not load, so that one that was killed is soon back.

export interface Connection {
  readonly store: Store
  close(): Promise<unknown>
}

/** With Redis, the Express replicas use ioredis and the Fastify replicas node-redis. */
export function openStore({ store, storeUrl, framework }: ReplicaConfig): Promise<Connection> {
  if (store === 'postgres') return openPostgres(storeUrl)
  return framework === 'express' ? openIoredis(storeUrl) : openNodeRedis(storeUrl)
}

async function openPostgres(url: string): Promise<Connection> {
  const { default: pg } = await import('pg')
  const { postgresStore } = await import('@vidhook/postgres')
  const pool = new pg.Pool({ connectionString: url })
  return { store: postgresStore(pool), close: () => pool.end() }
}

async function openIoredis(url: string): Promise<Connection> {
  const { Redis } = await import('ioredis')
  const { redisStore } = await import('@vidhook/redis')
  const client = new Redis(url)
  client.on('error', () => {})
  return { store: redisStore(client), close: () => client.quit() }
}

async function openNodeRedis(url: string): Promise<Connection> {
  const { createClient } = await import('redis')
  const { redisStore } = await import('@vidhook/redis')
  // By itself it waits up to 2 s before it tries again, most of a lease.
  const client = createClient({ url, socket: { reconnectStrategy: 100 } })
  client.on('error', () => {})
  await client.connect()
  return { store: redisStore(client), close: () => client.close() }
}
