import { checkClient, type NodeRedisClient, type NodeRedisCluster, type RedisClient } from './client.js'
import type { Script } from './scripts.js'

/** Runs a script on one key. Resolves to its answer as a string, whatever type the client returns. */
export type RunScript = (script: Script, key: string, args: string[]) => Promise<string>

/**
 * Sends the digest of a script, in one round trip. If the server does not know the script, as after a restart, `SCRIPT FLUSH`
 * or a failover, sends its source, which the server then keeps.
 */
export function runnerOf(client: RedisClient): RunScript {
  const send = senderOf(client)
  return async (script, key, args) => {
    try {
      return String(await send('digest', script, key, args))
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
      return String(await send('source', script, key, args))
    }
  }
}

type Send = (as: 'digest' | 'source', script: Script, key: string, args: string[]) => Promise<unknown>

/** Sends a script with each kind of client. */
function senderOf(client: RedisClient): Send {
  checkClient(client)
  if ('evalsha' in client) {
    return (as, { sha1, source }, key, args) =>
      as === 'digest' ? client.evalsha(sha1, 1, key, ...args) : client.eval(source, 1, key, ...args)
  }
  const send: Send = 'masters' in client ? toCluster(client) : toNode(client)
  return async (...call) => {
    if (client.isOpen !== false) return send(...call)
    throw new Error(
      'The node-redis client is not open: await client.connect() before the server starts, and close it last.',
    )
  }
}

function toNode(client: NodeRedisClient): Send {
  return (as, { sha1, source }, key, args) => {
    const parameters = { keys: [key], arguments: args }
    return as === 'digest' ? client.evalSha(sha1, parameters) : client.eval(source, parameters)
  }
}

/** Not with the cluster's evalSha(): in node-redis 4 it ignores the key and tries one node after the other. */
function toCluster(client: NodeRedisCluster): Send {
  return (as, { sha1, source }, key, args) => {
    const command = as === 'digest' ? ['EVALSHA', sha1] : ['EVAL', source]
    return client.sendCommand(key, false, [...command, '1', key, ...args])
  }
}
