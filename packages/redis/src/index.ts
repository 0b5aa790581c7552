import { randomUUID } from 'node:crypto'
import type { Store } from '@vidhook/core'
import type { RedisClient } from './client.js'
import { runnerOf } from './run-script.js'
import { CLAIM, COMPLETE, RELEASE, RENEW, type Script } from './scripts.js'

export type { IoredisClient, NodeRedisClient, NodeRedisCluster, RedisClient } from './client.js'

export interface RedisStoreOptions {
  /** What every key begins with. Receivers may share one: the rest of a key begins with the provider's name. @default 'vidhook:' */
  readonly prefix?: string | undefined
}

/**
 * Remembers events in Redis or Valkey, for any number of processes: one key an event, which expires by itself. It uses
 * your client, of ioredis or node-redis, on its own, behind Sentinel or in a Cluster; to open and to close it stays yours.
 * Every call is one round trip, and may safely reach the server twice, as it does when a client sends again what was on
 * its way while a connection broke.
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

/** Redis takes whole milliseconds from 1 up, without an exponent. */
function wholeMs(ms: number): string {
  return String(Math.min(Math.max(Math.ceil(ms), 1), Number.MAX_SAFE_INTEGER))
}

function unexpected(answer: string): Error {
  return new Error(
    `Redis answered ${JSON.stringify(answer)}, which is none of the store's answers. Does the client return promises, and replies as they are?`,
  )
}
