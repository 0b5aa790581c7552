import { createHmac, timingSafeEqual } from 'node:crypto'
import { SECRET } from '../deliveries.js'

/** JoggAI's guide, "Verify Webhook Signature", as it stands there. */
export function verifyWebhookSignature(payload, signature, secret = SECRET) {
  const expected = createHmac('sha256', secret).update(payload).digest('hex')
  return timingSafeEqual(Buffer.from(signature), Buffer.from(expected))
}

let handledEvents = 0

/** What every contender runs for an event. */
export async function handle(event) {
  if (event.data.duration !== 30) throw new Error('This is another event.')
  handledEvents++
}

/** What the process has done and used so far. */
export function state() {
  const { user, system } = process.cpuUsage()
  return { handled: handledEvents, cpuUs: user + system }
}

/** Bytes that are still in use once the garbage is gone, and those that the process has. */
export function memory() {
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage()
  return { handled: handledEvents, heapUsed, external, arrayBuffers, rss }
}
