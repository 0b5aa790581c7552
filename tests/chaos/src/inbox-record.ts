import { setTimeout as delay } from 'node:timers/promises'
import { bullmqInbox } from '@vidhook/bullmq'
import { type EntryRecord, eventOf } from './facts.js'
import { inboxOptions } from './inbox-options.js'
import type { StoreName } from './store-server.js'

/** What an inbox knows of its entries. */
export interface InboxRecord {
  /** Resolves once every entry is done or dead, or after a limit, when that does not happen. */
  atRest(): Promise<void>
  read(): Promise<readonly EntryRecord[]>
  close(): Promise<void>
}

/** A killed worker's entry is back after 15 s, and then has all its attempts before it. */
const REST_LIMIT_MS = 180_000

export function openInboxRecord(store: StoreName, url: string): InboxRecord {
  const inbox = bullmqInbox(inboxOptions(store, url))
  return {
    async atRest() {
      for (const start = performance.now(); performance.now() - start < REST_LIMIT_MS; await delay(500)) {
        const { waiting, active, delayed } = await inbox.counts()
        if (waiting + active + delayed === 0) return
      }
    },
    async read() {
      const entries = await inbox.list({ limit: Number.POSITIVE_INFINITY })
      return entries.map(({ identity, state, finishedAt, error }) => ({
        event: eventOf(identity),
        state,
        finishedAt: finishedAt?.getTime(),
        error,
      }))
    },
    close: () => inbox.close(),
  }
}
