import { setTimeout as delay } from 'node:timers/promises'
import { carryOut } from './carry-out.js'
import { deliver } from './deliver.js'
import type { Attempt, Facts, Fault, StoreCall } from './facts.js'
import { openInboxRecord } from './inbox-record.js'
import type { Plan, PlannedEvent } from './plan.js'
import { providers } from './providers.js'
import { roundRobin } from './round-robin.js'
import { type Role, type Setup, sideOf } from './setup.js'
import { startStage } from './stage.js'
import type { StoreName } from './store-server.js'

export interface ChaosOptions {
  readonly plan: Plan
  readonly store: StoreName
  readonly setup: Setup
}

export interface ChaosResult {
  readonly store: StoreName
  /** What each replica did. */
  readonly roles: readonly Role[]
  readonly facts: Facts
  /** What a replica did that nobody had asked of it, such as to crash. */
  readonly complaints: readonly string[]
  readonly durationMs: number
}

/** Carries a plan out, and writes down what happens. */
export async function runChaos({ plan, store, setup: { roles } }: ChaosOptions): Promise<ChaosResult> {
  const attempts: Attempt[] = []
  const storeCalls: StoreCall[] = []
  const faults: Fault[] = []
  const complaints: string[] = []
  const onFault = (fault: Fault) => faults.push(fault)
  const stage = await startStage({
    store,
    roles,
    onStoreCall: (call) => storeCalls.push(call),
    onFault,
    onComplaint: (message) => complaints.push(message),
  })
  const stop = async (side: ReturnType<typeof sideOf>) =>
    Promise.all(stage.replicas.filter(({ role }) => sideOf(role) === side).map((replica) => replica.stop()))
  const inbox = roles.includes('worker') ? openInboxRecord(store, stage.storeServer.url) : undefined
  try {
    const start = performance.now()
    const send = (events: readonly PlannedEvent[], next: ReturnType<typeof roundRobin>) =>
      events.flatMap((event) =>
        event.deliveriesAt.map(async (at, delivery) => {
          await delay(at)
          const provider = providers[event.provider]
          await deliver({ provider, event, delivery, next, onAttempt: (attempt) => attempts.push(attempt) })
        }),
      )
    const controls = stage.replicas.filter(({ role }) => role === 'control')
    await Promise.all([
      carryOut(plan.faults, { ...stage, onFault }),
      ...send(plan.events, roundRobin(stage.replicas.filter((replica) => !controls.includes(replica)))),
      ...send(plan.controls, roundRobin(controls)),
    ])

    // All that still runs or waits comes to its end before ledger and inbox are read.
    await stop('web')
    await inbox?.atRest()
    await stop('worker')
    const durationMs = performance.now() - start
    const [runs, entries = []] = await Promise.all([stage.ledger.read(), inbox?.read()])
    return {
      store,
      roles,
      complaints,
      durationMs,
      facts: { attempts, storeCalls, faults: [...faults], runs, entries },
    }
  } finally {
    await inbox?.close()
    await stage.end()
  }
}
