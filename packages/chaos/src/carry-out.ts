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

/** Breaks things as planned, and mends them. */
export function carryOut(faults: readonly PlannedFault[], { replicas, storeServer, onFault }: Breakable) {
  /** The exit codes of replicas that were asked to stop. */
  const stopped: (number | null)[] = []

  async function carryOutOn(replica: Replica, kind: 'kill' | 'stop' | 'freeze', forMs: number) {
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

  // One after the other for each of them: on a busy machine, one fault may take until the next is due.
  const queues = new Map<Replica | StoreServer, Promise<void>>()
  const inTurn = (what: Replica | StoreServer, fault: () => Promise<void>) => {
    const done = (queues.get(what) ?? Promise.resolve()).then(fault)
    queues.set(what, done)
    return done
  }
  const each = faults.map(async (fault) => {
    await delay(fault.at)
    if (fault.kind === 'restart store') return inTurn(storeServer, () => restartStore(fault.forMs))
    const replica = replicas[fault.replica]
    if (replica) return inTurn(replica, () => carryOutOn(replica, fault.kind, fault.forMs))
  })
  return { stopped, broken: Promise.all(each) }
}
