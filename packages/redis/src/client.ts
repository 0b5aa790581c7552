/** A client of ioredis, `new Redis()` or `new Cluster()`: the methods that the store calls. */
export interface IoredisClient {
  evalsha(sha1: string, keyCount: number, key: string, ...args: string[]): Promise<unknown>
  eval(source: string, keyCount: number, key: string, ...args: string[]): Promise<unknown>
}

/** A client of node-redis, from `createClient()`, `createClientPool()` or `createSentinel()`: what the store uses of it. */
export interface NodeRedisClient {
  readonly isOpen?: boolean
  evalSha(sha1: string, parameters: ScriptParameters): Promise<unknown>
  eval(source: string, parameters: ScriptParameters): Promise<unknown>
}

interface ScriptParameters {
  keys: string[]
  arguments: string[]
}

/** A client of node-redis, from `createCluster()`: what the store uses of it. */
export interface NodeRedisCluster {
  readonly isOpen?: boolean
  readonly masters: readonly unknown[]
  sendCommand(key: string, isReadOnly: boolean, command: string[]): Promise<unknown>
}

export type RedisClient = IoredisClient | NodeRedisClient | NodeRedisCluster

/** @throws TypeError if it is not a client. The message says what to pass. */
export function checkClient(client: unknown): asserts client is RedisClient {
  if (typeof client === 'string' || client instanceof URL) {
    throw new TypeError(
      'redisStore: pass a client, not its URL: new Redis(url) of ioredis, or createClient({ url }) of node-redis.',
    )
  }
  const has = (method: string) =>
    typeof client === 'object' && client !== null && typeof Reflect.get(client, method) === 'function'
  if (has('evalsha') || has('evalSha')) return
  if (has('then')) {
    throw new TypeError(
      'redisStore: pass the client itself, not a promise of it: const client = await createClient({ url }).connect().',
    )
  }
  throw new TypeError(
    'redisStore: pass a client of ioredis or node-redis. The given value has neither evalsha() nor evalSha().',
  )
}
