import type { Logger } from '../log/log.js'
import { helpLink } from '../misconfigured.js'

/** A receiver's registration of its name, among the receivers of this process that share a store. */
export interface ReceiverName {
  /** Called for each delivery: warns once if another receiver has taken the name since. */
  check(): void
}

/**
 * Warns of two receivers that keep their events under one name in one store: the second to see an event would answer
 * `duplicate`, and its handlers would never run.
 *
 * A development server that loads a changed module makes a second receiver too, and the first one gets no more
 * deliveries. So in development the warning waits until the older of the two receives one.
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
      `Two receivers share a store or inbox under the name ${JSON.stringify(name)}, so one answers "duplicate" for events that only the other has handled. Mount one receiver at both places, or give each a name: { name: "${name}-billing" }. See ${helpLink('receiver_name_taken')}`,
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

/** One for the process, though it may have loaded both the ESM and the CommonJS build. */
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
