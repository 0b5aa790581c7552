import type { Logger } from '../log/log.js'
import { helpLink } from '../misconfigured.js'

/** A receiver's name, registered among the receivers of this process that share a store. */
export interface ReceiverName {
  /** Called for each delivery. Warns once if another receiver has registered the same name since. */
  check(): void
}

/**
 * Warns if two receivers share a store and have the same name: the second to get an event would answer `duplicate`, and its
 * handlers would never run.
 *
 * A development server also makes a second receiver, when it reloads a changed module. The first one then gets no more
 * deliveries. So in development the warning waits until the older receiver gets a delivery.
 */
export function claimReceiverName(store: object, name: string, provider: string, log: Logger): ReceiverName {
  const names = namesIn(store)
  const place = {}
  const taken = names.has(name)
  names.set(name, place)
  let warned = false
  const warn = () => {
    warned = true
    log.warn(
      { provider, code: 'receiver_name_taken', name },
      `Two receivers with the name ${JSON.stringify(name)} share a store or inbox, so each answers "duplicate" for events that only the other has handled. Mount one receiver at both places, or give each its own name: { name: "${name}-billing" }. See ${helpLink('receiver_name_taken')}`,
    )
  }
  if (taken && !inDevelopment()) warn()
  return {
    check() {
      if (!warned && names.get(name) !== place && inDevelopment()) warn()
    },
  }
}

type Names = Map<string, object>

/** A global symbol, since a process may load both the ESM and the CommonJS build. */
const REGISTRY = Symbol.for('vidhook.receiver-names')

function namesIn(store: object): Names {
  const shared = globalThis as { [REGISTRY]?: WeakMap<object, Names> }
  shared[REGISTRY] ??= new WeakMap()
  const names: Names = shared[REGISTRY].get(store) ?? new Map()
  shared[REGISTRY].set(store, names)
  return names
}

function inDevelopment(): boolean {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } }
  return process?.env?.NODE_ENV === 'development'
}
