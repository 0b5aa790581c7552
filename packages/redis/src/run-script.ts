import { checkClient, type NodeRedisClient, type NodeRedisCluster, type RedisClient } from './client.js'
import type { Script } from './scripts.js'

/** Runs a script on one key. Resolves to its answer as a string, whatever types the client was told to give. */
export type RunScript = (script: Script, key: string, args: string[]) => Promise<string>

/**
 * One round trip a call: the script goes by its digest. Only a server that does not know it, as after a restart,
 * `SCRIPT FLUSH` or a failover, is sent the source, and keeps it.
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

/** Where the clients differ. */
function senderOf(client: RedisClient): Send {
  checkClient(client)
  if ('evalsha' in client) {
    return (as, { sha1, source }, key, args) =>
      as === 'digest' ? client.evalsha(sha1, 1, key, ...args) : client.eval(source, 1, key, ...args)
  }
  const send: Send = 'masters' in client ? toCluster(client) : toNode(client)
  return async (...call) => {
    if (client.isOpen !== false) return send(...call)
    throw new Error('The node-redis client is not open: await client.connect() before, and close it last.')
  }
}

function toNode(client: NodeRedisClient): Send {
  return (as, { sha1, source }, key, args) => {
    const parameters = { keys: [key], arguments: args }
    return as === 'digest' ? client.evalSha(sha1, parameters) : client.eval(source, parameters)
  }
}

/** The cluster's own evalSha() of node-redis 4 does not see the key, and tries one node after the other. */
function toCluster(client: NodeRedisCluster): Send {
  return (as, { sha1, source }, key, args) => {
    const command = as === 'digest' ? ['EVALSHA', sha1] : ['EVAL', source]
    return client.sendCommand(key, false, [...command, '1', key, ...args])
  }
}
