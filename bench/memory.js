// Run with --expose-gc, in a process of its own: nothing else shall lie in its memory.
import { randomUUID } from 'node:crypto'
import { memoryStore } from '@vidhook/core'

const EVENTS = 1_000_000
const store = memoryStore({ maxEntries: EVENTS })
/** As a receiver makes it: of an identity that was parsed, and so lies in memory in one piece, and the provider's name. */
const keyOf = () => `jogg:${JSON.parse(`"evt_${randomUUID()}"`)}`

const before = used()
for (let event = 0; event < EVENTS; event++) {
  const key = keyOf()
  const { token } = await store.claim(key, 3_000)
  await store.complete(key, token, 604_800_000)
}
const bytes = used() - before
if (store.size !== EVENTS) throw new Error(`It remembers ${store.size} events.`)

console.log(
  JSON.stringify({
    events: EVENTS,
    keyLength: keyOf().length,
    bytesPerEvent: Math.round(bytes / EVENTS),
    megabytes: Math.round(bytes / 1e6),
    megabytesAtDefault: Math.round(((bytes / EVENTS) * 100_000) / 1e6),
  }),
)

function used() {
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage().heapUsed
}
