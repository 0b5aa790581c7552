import { checkClient, type RedisClient } from './client.js'
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

/** Where the two clients differ. */
function senderOf(client: RedisClient): Send {
  checkClient(client)
  if ('evalsha' in client) {
    return (as, { sha1, source }, key, args) =>
      as === 'digest' ? client.evalsha(sha1, 1, key, ...args) : client.eval(source, 1, key, ...args)
  }
  return async (as, { sha1, source }, key, args) => {
    if (client.isOpen === false)
      throw new Error(
        'The node-redis client is not connected: await client.connect() before, and close it last.',
      )
    const parameters = { keys: [key], arguments: args }
    return as === 'digest' ? client.evalSha(sha1, parameters) : client.eval(source, parameters)
  }
}
