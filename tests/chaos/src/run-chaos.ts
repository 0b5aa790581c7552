import { setTimeout as delay } from 'node:timers/promises'
import { carryOut } from './carry-out.js'
import { deliver } from './deliver.js'
import type { Attempt, Facts, Fault, StoreCall } from './facts.js'
import type { Plan } from './plan.js'
import { providers } from './providers.js'
import { roundRobin } from './round-robin.js'
import { startStage } from './stage.js'
import type { StoreName } from './store-server.js'

export interface ChaosOptions {
  readonly plan: Plan
  readonly store: StoreName
  readonly replicas: number
}

export interface ChaosResult {
  readonly store: StoreName
  readonly facts: Facts
  /** Unplanned behavior of replicas, such as a crash. */
  readonly complaints: readonly string[]
  readonly durationMs: number
}

/** Carries out a plan, and records what happens. */
export async function runChaos({ plan, store, replicas: count }: ChaosOptions): Promise<ChaosResult> {
  const attempts: Attempt[] = []
  const storeCalls: StoreCall[] = []
  const faults: Fault[] = []
  const complaints: string[] = []
  const onFault = (fault: Fault) => faults.push(fault)
  const stage = await startStage({
    store,
    replicas: count,
    onStoreCall: (call) => storeCalls.push(call),
    onFault,
    onCrash: (message) => complaints.push(message),
  })
  try {
    const start = performance.now()
    const next = roundRobin(stage.replicas)
    const deliveries = plan.events.flatMap((event) =>
      event.deliveriesAt.map(async (at, delivery) => {
        await delay(at)
        const provider = providers[event.provider]
        await deliver({ provider, event, delivery, next, onAttempt: (attempt) => attempts.push(attempt) })
      }),
    )
    const [{ stopped }] = await Promise.all([carryOut(plan.faults, { ...stage, onFault }), ...deliveries])

    // Wait for everything that still runs before the ledger is read.
    const codes = await Promise.all(stage.replicas.map((replica) => replica.stop()))
    for (const code of [...stopped, ...codes])
      if (code !== 0) complaints.push(`A replica that was asked to stop ended with code ${code}.`)
    const durationMs = performance.now() - start
    const runs = await stage.ledger.read()
    return { store, complaints, durationMs, facts: { attempts, storeCalls, faults: [...faults], runs } }
  } finally {
    await stage.end()
  }
}
