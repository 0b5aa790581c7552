import { randomUUID } from 'node:crypto'
import type { Store } from '@vidhook/core'
import type { RedisClient } from './client.js'
import { runnerOf } from './run-script.js'
import { CLAIM, COMPLETE, RELEASE, RENEW, type Script } from './scripts.js'

export type { IoredisClient, NodeRedisClient, NodeRedisCluster, RedisClient } from './client.js'

export interface RedisStoreOptions {
  /** The beginning of every key. Receivers may share it, since their names follow in the key. @default 'vidhook:' */
  readonly prefix?: string | undefined
}

/**
 * Remembers events in Redis or Valkey, for any number of processes: each event is one key that expires by itself. It uses your
 * client, of ioredis or node-redis, for a single server, Sentinel or a Cluster. You open and close the client. Every call is
 * one round trip. It may safely reach the server twice: clients send a call again if its connection broke.
 *
 * The server must not evict keys: `maxmemory-policy noeviction`.
 *
 * @throws TypeError if the client or the prefix is not usable.
 * @example
 * ```ts
 * import { Redis } from 'ioredis'
 * joggWebhook(secret, { store: redisStore(new Redis(process.env.REDIS_URL)) })
 *
 * import { createClient } from 'redis'
 * const client = createClient({ url: process.env.REDIS_URL })
 * client.on('error', (error) => console.error(error))
 * await client.connect()
 * joggWebhook(secret, { store: redisStore(client) })
 * ```
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): Store {
  const { prefix = 'vidhook:' } = options
  if (typeof prefix !== 'string')
    throw new TypeError(`redisStore: prefix must be a string, not ${typeof prefix}.`)
  const run = runnerOf(client)

  async function answers(script: Script, key: string, ...args: string[]): Promise<boolean> {
    const answer = await run(script, prefix + key, args)
    if (answer === '1' || answer === '0') return answer === '1'
    throw unexpected(answer)
  }

  return {
    async claim(key, leaseMs) {
      const token = randomUUID()
      const state = await run(CLAIM, prefix + key, [token, wholeMs(leaseMs)])
      if (state === 'claimed') return { state, token }
      if (state === 'busy' || state === 'done') return { state }
      throw unexpected(state)
    },
    renew: (key, token, leaseMs) => answers(RENEW, key, token, wholeMs(leaseMs)),
    complete: (key, token, retentionMs) => answers(COMPLETE, key, token, wholeMs(retentionMs)),
    release: (key, token) => answers(RELEASE, key, token),
  }
}

/** Redis takes only whole numbers of milliseconds, at least 1, written without an exponent. */
function wholeMs(ms: number): string {
  return String(Math.min(Math.max(Math.ceil(ms), 1), Number.MAX_SAFE_INTEGER))
}

function unexpected(answer: string): Error {
  return new Error(
    `Redis answered ${JSON.stringify(answer)}, which the store's scripts never return. Does the client return promises, and the replies unchanged?`,
  )
}
