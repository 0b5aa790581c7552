import type { BullmqInboxOptions } from '@vidhook/bullmq'
import type { StoreName } from './store-server.js'

/** After so many failures an entry is dead. Some events of a plan fail as often. */
export const ATTEMPTS = 4

/** The defaults, but for pauses that a run can wait for, and a record of all that was done. */
export function inboxOptions(store: StoreName, url: string): BullmqInboxOptions {
  const common = { attempts: ATTEMPTS, firstRetryMs: 500, keepDoneCount: 1_000_000, log: false } as const
  if (store === 'redis') return { ...common, connection: { url } }
  // By default, Postgres allows 100 connections.
  return { ...common, backend: 'postgres', connection: { connectionString: url, max: 5 } }
}
