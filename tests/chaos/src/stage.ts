import { startPostgres } from '@vidhook/test-servers'
import type { Fault, StoreCall } from './facts.js'
import { type Ledger, openLedger } from './ledger.js'
import { type Replica, replicaProcess } from './replica-process.js'
import type { Role } from './setup.js'
import { type StoreName, type StoreServer, startStoreServer } from './store-server.js'

/** The servers and processes of a run: all its own, and gone when it is over. */
export interface Stage {
  readonly replicas: readonly Replica[]
  readonly storeServer: StoreServer
  readonly ledger: Ledger
  end(): Promise<void>
}

export interface StageOptions {
  readonly store: StoreName
  /** What each process does. */
  readonly roles: readonly Role[]
  readonly onStoreCall: (call: StoreCall) => void
  readonly onFault: (fault: Fault) => void
  /** What a replica did that nobody had asked of it, such as to crash. */
  readonly onComplaint: (message: string) => void
}

export async function startStage({ store, roles, ...listeners }: StageOptions): Promise<Stage> {
  const endings: (() => Promise<unknown>)[] = []
  const end = async () => {
    for (const ending of endings.splice(0).reverse()) await ending()
  }
  try {
    // Not in the store's server, which is going to be broken.
    const ledgerServer = await startPostgres()
    endings.push(() => ledgerServer.stop())
    const ledger = openLedger(ledgerServer.url)
    endings.push(() => ledger.close())
    await ledger.createTable()
    const storeServer = await startStoreServer(store, roles)
    endings.push(() => storeServer.stop())

    const replicas = roles.map((role, replica) => {
      const framework = replica % 2 === 0 ? 'express' : 'fastify'
      const urls = { storeUrl: storeServer.url, ledgerUrl: ledgerServer.url }
      return replicaProcess({ ...listeners, config: { replica, role, framework, store, ...urls } })
    })
    endings.push(() => Promise.all(replicas.map((replica) => replica.kill())))
    await Promise.all(replicas.map((replica) => replica.start()))
    return { replicas, storeServer, ledger, end }
  } catch (error) {
    await end()
    throw error
  }
}
