// A receiver on node:http, in a process of its own: see child.js. BENCH_CORE is the folder of the core's build.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { EVENT, SECRET } from '../deliveries.js'

const { createReceiver, jogg } = await import(new URL('index.js', process.env.BENCH_CORE).href)
const { nodeDelivery, sendOutcome } = await import(new URL('node.js', process.env.BENCH_CORE).href)

/** How often memory is looked at, in milliseconds. */
const LOOK_MS = 20
let most = { bytes: 0, rss: 0 }

export async function listen() {
  const receiver = createReceiver(jogg({ secret: SECRET }), { log: false, on: { [EVENT]: () => {} } })
  const server = createServer((request, response) =>
    receiver.receive(nodeDelivery(request, '')).then((outcome) => sendOutcome(response, outcome)),
  )
  // A connection that is idle after a stall is not closed under the next delivery.
  server.keepAliveTimeout = 120_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  setInterval(look, LOOK_MS)
  return server.address().port
}

/** Bytes in use once the garbage is gone, inside and outside of the heap. The peaks begin anew. */
export function memory() {
  globalThis.gc()
  globalThis.gc()
  most = { bytes: 0, rss: 0 }
  return look()
}

/** The most since the last call of `memory()`, garbage included: the heap with what is outside of it, and the process. */
export function peaks() {
  look()
  return most
}

export function cpuMs() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

function look() {
  const { heapUsed, external, rss } = process.memoryUsage()
  const bytes = heapUsed + external
  most = { bytes: Math.max(most.bytes, bytes), rss: Math.max(most.rss, rss) }
  return { bytes, rss }
}
