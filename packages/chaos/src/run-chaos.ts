import { setTimeout as delay } from 'node:timers/promises'
import { startPostgres } from '@vidhook/test-servers'
import { carryOut } from './carry-out.js'
import { deliver } from './deliver.js'
import type { Attempt, Facts, Fault, StoreCall } from './facts.js'
import { openLedger } from './ledger.js'
import type { Plan } from './plan.js'
import { providers } from './providers.js'
import { replicaProcess } from './replica-process.js'
import { roundRobin } from './round-robin.js'
import { type StoreName, startStoreServer } from './store-server.js'

export interface ChaosOptions {
  readonly plan: Plan
  readonly store: StoreName
  readonly replicas: number
}

export interface ChaosResult {
  readonly store: StoreName
  readonly facts: Facts
  /** What a replica did that nobody had asked of it, such as to crash. */
  readonly complaints: readonly string[]
  readonly durationMs: number
}

/** Carries a plan out, on servers and processes of its own, all of which are gone afterwards. */
export async function runChaos({ plan, store, replicas: count }: ChaosOptions): Promise<ChaosResult> {
  const attempts: Attempt[] = []
  const storeCalls: StoreCall[] = []
  const faults: Fault[] = []
  const complaints: string[] = []
  const cleanups: (() => Promise<unknown>)[] = []
  try {
    const ledgerServer = await startPostgres()
    cleanups.push(() => ledgerServer.stop())
    const ledger = openLedger(ledgerServer.url)
    cleanups.push(() => ledger.close())
    await ledger.createTable()
    const storeServer = await startStoreServer(store)
    cleanups.push(() => storeServer.stop())

    const replicas = Array.from({ length: count }, (_, index) =>
      replicaProcess({
        config: {
          replica: index,
          framework: index % 2 === 0 ? 'express' : 'fastify',
          store,
          storeUrl: storeServer.url,
          ledgerUrl: ledgerServer.url,
        },
        onStoreCall: (call) => storeCalls.push(call),
        onFault: (fault) => faults.push(fault),
        onCrash: (message) => complaints.push(message),
      }),
    )
    cleanups.push(() => Promise.all(replicas.map((replica) => replica.kill())))
    await Promise.all(replicas.map((replica) => replica.start()))

    const start = performance.now()
    const next = roundRobin(replicas)
    const deliveries = plan.events.flatMap((event) =>
      event.deliveriesAt.map(async (at, delivery) => {
        await delay(at)
        const provider = providers[event.provider]
        await deliver({ provider, event, delivery, next, onAttempt: (attempt) => attempts.push(attempt) })
      }),
    )
    const { stopped, broken } = carryOut(plan.faults, {
      replicas,
      storeServer,
      onFault: (fault) => faults.push(fault),
    })
    await Promise.all([...deliveries, broken])

    // All that still runs comes to its end before the ledger is read.
    stopped.push(...(await Promise.all(replicas.map((replica) => replica.stop()))))
    for (const code of stopped)
      if (code !== 0) complaints.push(`A replica that was asked to stop ended with code ${code}.`)
    const durationMs = performance.now() - start
    return {
      store,
      complaints,
      durationMs,
      facts: { attempts, storeCalls, faults: [...faults], runs: await ledger.read() },
    }
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup()
  }
}
