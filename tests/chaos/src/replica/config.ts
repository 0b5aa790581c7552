import type { Role } from '../setup.js'
import type { StoreName } from '../store-server.js'

/** What a replica is told when it is started, as JSON in its first argument. */
export interface ReplicaConfig {
  readonly replica: number
  readonly role: Role
  readonly framework: 'express' | 'fastify'
  readonly store: StoreName
  readonly storeUrl: string
  readonly ledgerUrl: string
}
