import { setTimeout as delay } from 'node:timers/promises'
import type { Fault } from './facts.js'
import type { PlannedFault } from './plan.js'
import type { Replica } from './replica-process.js'
import type { StoreServer } from './store-server.js'

export interface Breakable {
  readonly replicas: readonly Replica[]
  readonly storeServer: StoreServer
  readonly onFault: (fault: Fault) => void
}

/**
 * Causes the planned faults in order, and repairs them. On a busy machine a replica may start slowly: the next fault waits
 * for it, so that no more than the planned parts are broken at the same time.
 */
export async function carryOut(faults: readonly PlannedFault[], breakable: Breakable): Promise<Carried> {
  const { replicas, storeServer, onFault } = breakable
  const stopped: (number | null)[] = []
  const broken = new Map<Replica | StoreServer, Promise<void>>()

  async function breakReplica(replica: Replica, kind: 'kill' | 'stop' | 'freeze', forMs: number) {
    if (kind === 'freeze') {
      replica.freeze()
      await delay(forMs)
      replica.thaw()
      return
    }
    if (kind === 'kill') await replica.kill()
    else stopped.push(await replica.stop())
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
    if (fault.kind === 'restart store') return { what: storeServer, breakIt: () => restartStore(fault.forMs) }
    const replica = replicas[fault.replica]
    if (!replica) throw new RangeError(`There is no replica ${fault.replica}.`)
    return { what: replica, breakIt: () => breakReplica(replica, fault.kind, fault.forMs) }
  }

  const start = performance.now()
  for (const fault of faults) {
    await delay(start + fault.at - performance.now())
    const { what, breakIt } = targetOf(fault)
    await broken.get(what)
    // Two replicas must keep running: they take over the events of the others.
    while (broken.size > replicas.length - 3) await Promise.race(broken.values())
    broken.set(
      what,
      breakIt().finally(() => broken.delete(what)),
    )
  }
  await Promise.all(broken.values())
  return { stopped }
}

export interface Carried {
  /** The exit codes of the replicas that were asked to stop. */
  readonly stopped: readonly (number | null)[]
}
