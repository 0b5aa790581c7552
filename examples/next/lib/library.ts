import { setTimeout } from 'node:timers/promises'
import type { UnrecognizedEvent } from '@vidhook/core'

/** A video, a script or an avatar's look in the app's database. */
interface Entry {
  readonly id: string
  readonly status: 'ordered' | 'ready' | 'failed'
  readonly url?: string | undefined
  readonly text?: string | undefined
  readonly error?: string | undefined
}

/**
 * A fake database, in memory. Put yours in its place. It is kept on `globalThis`, because Next loads this module again for
 * some routes.
 */
export const library: Library = globalThis.videoLibrary ?? createLibrary()
globalThis.videoLibrary = library

type Library = ReturnType<typeof createLibrary>

declare global {
  var videoLibrary: Library | undefined
}

function createLibrary() {
  const entries = new Map<string, Entry>()
  const unrecognized: UnrecognizedEvent[] = []
  const outages = new Set<string>()

  return {
    async save(entry: Entry): Promise<void> {
      // Slow or failing on demand, for the demo and the tests: they show how a delivery is answered while its handler still
      // runs, and how a retry succeeds after a failure.
      await setTimeout(entry.id.startsWith('slow_') ? 1_000 : 10)
      if (entry.id.startsWith('outage_') && !outages.has(entry.id)) {
        outages.add(entry.id)
        throw new Error(`The library could not be reached to save ${entry.id}.`)
      }
      entries.set(entry.id, entry)
    },

    /** Keeps authentic events that the app does not know, so that they can be handled later. */
    keep(event: UnrecognizedEvent): void {
      unrecognized.push(event)
    },

    list: () => ({ videos: [...entries.values()], unrecognized }),
  }
}
