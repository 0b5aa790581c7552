import type { StoreName } from '../store-server.js'

/** A replica's configuration: JSON in its first argument. */
export interface ReplicaConfig {
  readonly replica: number
  readonly framework: 'express' | 'fastify'
  readonly store: StoreName
  readonly storeUrl: string
  readonly ledgerUrl: string
}
