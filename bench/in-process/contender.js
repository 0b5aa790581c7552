// One contender, in a process of its own: see child.js.
import { Bench } from 'tinybench'
import { body } from '../deliveries.js'
import { receivers } from './receivers.js'

/**
 * Deliveries between a collection and the measurement. A collection that finds no object of some shape discards the optimized code
 * for it, though in a server that is loaded there is always one. vidhook's code is optimized again after 6,000 deliveries, octokit's
 * and the receiver's in one file after 5,000. They are small, whatever is measured.
 */
const WARM_UP = 8_000

let handledEvents = 0
let opened

export async function open(name, options) {
  const { async, open } = receivers[name]
  opened = { async, ...(await open({ ...options, handled: () => handledEvents++ })) }
  await provesItself()
}

/** So many deliveries, each of them another one. */
export async function round(bytes, count) {
  const { async, delivery, receive } = opened
  const deliveries = Array.from({ length: count }, () => delivery(body(bytes)))
  const afterCollection = Array.from({ length: WARM_UP }, () => delivery(body(300)))
  globalThis.gc()
  for (const each of afterCollection) await receive(each)
  const before = handledEvents
  let next = 0
  let cpu
  const bench = new Bench({
    iterations: count,
    time: 0,
    warmup: false,
    throws: true,
    setup() {
      cpu = process.cpuUsage()
    },
    teardown() {
      cpu = process.cpuUsage(cpu)
    },
  })
  bench.add(
    'receive',
    async ? async () => void (await receive(deliveries[next++])) : () => void receive(deliveries[next++]),
    { async },
  )
  const [{ result }] = await bench.run()
  if (handledEvents - before !== count)
    throw new Error(`Of ${count} events, ${handledEvents - before} were handled.`)
  const { mean, p50, p99 } = result.latency
  return { us: mean * 1000, p50: p50 * 1000, p99: p99 * 1000, cpuUs: (cpu.user + cpu.system) / count }
}

/** Takes what is right, runs its handler, and refuses what is forged. */
async function provesItself() {
  const { delivery, receive } = opened
  await receive(delivery(body(300)))
  if (handledEvents !== 1) throw new Error('The handler did not run.')
  const [one, other] = [delivery(body(300)), delivery(body(300))]
  let refused = false
  try {
    await receive(await withBodyOf(one, other))
  } catch {
    refused = true
  }
  if (!refused || handledEvents !== 1) throw new Error('A forged delivery was taken.')
}

/** Signed for one body, and sent with another. */
async function withBodyOf(delivery, other) {
  if (delivery instanceof Request)
    return new Request(delivery.url, { method: 'POST', headers: delivery.headers, body: await other.text() })
  return 'payload' in delivery ? { ...delivery, payload: other.payload } : { ...delivery, body: other.body }
}
