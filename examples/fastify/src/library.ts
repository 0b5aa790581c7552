import { setTimeout } from 'node:timers/promises'
import type { UnrecognizedEvent } from '@vidhook/core'

/** What the app knows of a video, a script or an avatar's look. */
export interface Entry {
  readonly id: string
  readonly status: 'ordered' | 'ready' | 'failed'
  readonly url?: string | undefined
  readonly text?: string | undefined
  readonly error?: string | undefined
}

export type Library = ReturnType<typeof createLibrary>

/** The app's own database, in memory. Put yours in its place. */
export function createLibrary() {
  const entries = new Map<string, Entry>()
  const unrecognized: UnrecognizedEvent[] = []
  const outages = new Set<string>()

  return {
    async save(entry: Entry): Promise<void> {
      // What a database does now and then, here to be had on demand: the demo and the tests show with it how a delivery
      // is answered while its handler still runs, and how a retry mends what failed.
      await setTimeout(entry.id.startsWith('slow_') ? 1_000 : 10)
      if (entry.id.startsWith('outage_') && !outages.has(entry.id)) {
        outages.add(entry.id)
        throw new Error(`The library could not be reached to save ${entry.id}.`)
      }
      entries.set(entry.id, entry)
    },

    /** Nothing authentic is lost: what the app does not understand yet can be looked at, and be handled later. */
    keep(event: UnrecognizedEvent): void {
      unrecognized.push(event)
    },

    list: () => ({ videos: [...entries.values()], unrecognized }),
  }
}
