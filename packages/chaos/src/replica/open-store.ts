import type { Store } from '@vidhook/core'
import { postgresStore } from '@vidhook/postgres'
import { redisStore } from '@vidhook/redis'
import { Redis } from 'ioredis'
import pg from 'pg'
import { createClient } from 'redis'
import type { ReplicaConfig } from './config.js'

export interface Connection {
  readonly store: Store
  close(): Promise<unknown>
}

/** With Redis, the Express replicas use ioredis and the Fastify replicas node-redis. */
export function openStore({ store, storeUrl, framework }: ReplicaConfig): Connection | Promise<Connection> {
  if (store === 'postgres') return openPostgres(storeUrl)
  return framework === 'express' ? openIoredis(storeUrl) : openNodeRedis(storeUrl)
}

function openPostgres(url: string): Connection {
  const pool = new pg.Pool({ connectionString: url })
  return { store: postgresStore(pool), close: () => pool.end() }
}

function openIoredis(url: string): Connection {
  const client = new Redis(url)
  client.on('error', () => {})
  return { store: redisStore(client), close: () => client.quit() }
}

async function openNodeRedis(url: string): Promise<Connection> {
  // By itself it waits up to 2 s before it tries again, most of a lease.
  const client = createClient({ url, socket: { reconnectStrategy: 100 } })
  client.on('error', () => {})
  await client.connect()
  return { store: redisStore(client), close: () => client.close() }
}
