import type { Logger } from '@vidhook/core'
import { helpLink } from '../../core/src/misconfigured.js'
import type { DeadEntry } from './work.js'

export function logDead(log: Logger, { id, entry, error, attempts }: DeadEntry): void {
  const { provider, eventName, identity } = entry
  log.error(
    { provider, code: 'entry_dead', id, event: eventName, identity, attempts, err: error.cause ?? error },
    `An event of ${provider} was given up after ${attempts} attempt${attempts === 1 ? '' : 's'}: ${error.message} It is kept until it is retried or dropped. See ${helpLink('entry_dead')}`,
  )
}

const MINUTE_MS = 60_000

/** Passes on one error of each message in a minute: a client that cannot connect has an error with every try. */
export function throttled(tell: (error: Error) => void): (error: Error) => void {
  const told = new Map<string, number>()
  return (error) => {
    const now = performance.now()
    for (const [message, at] of told) if (now - at > MINUTE_MS) told.delete(message)
    if (told.has(error.message)) return
    told.set(error.message, now)
    tell(error)
  }
}
