// One of several receivers on one store, in a process of its own: see child.js.
import { createReceiver, jogg } from '@vidhook/core'
import { postgresStore } from '@vidhook/postgres'
import { redisStore } from '@vidhook/redis'
import { Redis } from 'ioredis'
import pg from 'pg'
import { body, EVENT, joggHeaders, SECRET } from '../deliveries.js'
import { quantile } from '../rounds.js'

const stores = {
  redis: (url, name) => redisStore(new Redis(url), { prefix: name }),
  postgres: (url, name) =>
    postgresStore(new pg.Pool({ connectionString: url }), { table: name, purgeEvery: false }),
}

let receiver
let deliveries

export async function open(kind, url, name) {
  receiver = createReceiver(jogg({ secret: SECRET }), {
    store: stores[kind](url, name),
    on: { [EVENT]: async () => {} },
  })
}

/** Signs beforehand: as many as can be received in the time, and more. */
export function prepare(count) {
  deliveries = Array.from({ length: count }, () => {
    const bytes = body(300)
    return { method: 'POST', url: '/webhooks/jogg', headers: joggHeaders(bytes), body: bytes }
  })
}

/** So many at a time, for so long. */
export async function receiveFor(ms, inFlight) {
  const latencies = []
  const end = performance.now() + ms
  const lane = async () => {
    for (let delivery = deliveries.pop(); delivery && performance.now() < end; delivery = deliveries.pop()) {
      const asked = performance.now()
      const { kind } = await receiver.receive(delivery)
      if (kind !== 'processed') throw new Error(`The delivery was ${kind}.`)
      latencies.push(performance.now() - asked)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
  if (deliveries.length === 0) throw new Error('There were too few deliveries.')
  return { received: latencies.length, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) }
}
