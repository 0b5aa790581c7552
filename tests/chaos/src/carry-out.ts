import { setTimeout as delay } from 'node:timers/promises'
import type { Fault } from './facts.js'
import type { PlannedFault } from './plan.js'
import type { Replica } from './replica-process.js'
import { sideOf } from './setup.js'
import type { StoreServer } from './store-server.js'

export interface Breakable {
  readonly replicas: readonly Replica[]
  readonly storeServer: StoreServer
  readonly onFault: (fault: Fault) => void
}

/**
 * Breaks things as planned, in the plan's order, and mends them. On a busy machine a replica may take long to start: then
 * the next fault waits for it, so that never more is broken at once than the plan says.
 */
export async function carryOut(faults: readonly PlannedFault[], breakable: Breakable): Promise<void> {
  const { replicas, storeServer, onFault } = breakable
  const broken = new Map<Replica | StoreServer, Promise<void>>()

  async function breakReplica(replica: Replica, kind: 'kill' | 'stop' | 'freeze', forMs: number) {
    if (kind === 'freeze') {
      replica.freeze()
      await delay(forMs)
      replica.thaw()
      return
    }
    if (kind === 'kill') await replica.kill()
    else await replica.stop()
    await delay(forMs)
    await replica.start()
  }

  async function restartStore(forMs: number) {
    onFault({ kind: 'store down', at: Date.now() })
    await storeServer.kill()
    await delay(forMs)
    await storeServer.restart()
    onFault({ kind: 'store up', at: Date.now() })
  }

  function targetOf(fault: PlannedFault) {
    if (fault.kind === 'restart store')
      return { what: storeServer, peers: replicas, breakIt: () => restartStore(fault.forMs) }
    const replica = replicas[fault.replica]
    if (!replica) throw new RangeError(`There is no replica ${fault.replica}.`)
    const peers = replicas.filter(({ role }) => sideOf(role) === sideOf(replica.role))
    return { what: replica, peers, breakIt: () => breakReplica(replica, fault.kind, fault.forMs) }
  }

  const start = performance.now()
  for (const fault of faults) {
    await delay(start + fault.at - performance.now())
    const { what, peers, breakIt } = targetOf(fault)
    await broken.get(what)
    // Two of a side stay, or nobody would be there to come to the rescue.
    while (peers.filter((peer) => broken.has(peer)).length > peers.length - 3)
      await Promise.race(broken.values())
    broken.set(
      what,
      breakIt().finally(() => broken.delete(what)),
    )
  }
  await Promise.all(broken.values())
}
