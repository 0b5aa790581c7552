import { hoox, jogg, signCallbackUrl } from '@vidhook/core'
import { hooxSamples, joggDelivery, joggSamples } from '@vidhook/core/testing'
import type { ProviderName } from '../../../packages/core/src/providers/provider-name.js'

/** How a provider behaves, as far as it is known. */
export interface SimulatedProvider {
  readonly name: ProviderName
  /** How long it waits for an answer. */
  readonly timeoutMs: number
  /** How long after each failure it tries again. After the last one it discards the delivery. */
  readonly retriesAfterMs: readonly number[]
  /** How long the receivers' claims of its events last. */
  readonly leaseMs: number
  request(id: string, work: Work): Promise<ProviderRequest>
}

/** What the event's handler is to do. It travels in the event. */
export interface Work {
  readonly durationMs: number
  /** How many runs throw before one succeeds. */
  readonly failures: number
}

export interface ProviderRequest {
  /** With its query. */
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: Uint8Array
}

export const SECRETS = { jogg: 'whsec_of_chaos', hoox: 'callback secret of chaos' } as const

export const providers: Readonly<Record<ProviderName, SimulatedProvider>> = {
  jogg: {
    name: 'jogg',
    timeoutMs: 5_000,
    // JoggAI does not document its schedule. This one is chosen: ever longer, and long enough to outlast every fault.
    retriesAfterMs: [1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 8_000, 8_000, 8_000, 8_000],
    leaseMs: jogg({ secret: SECRETS.jogg }).leaseMs,
    async request(id, work) {
      const name = 'generated_avatar_video_success'
      const event = { event_id: id, event: name, timestamp: 0, data: joggSamples[name], work }
      const body = JSON.stringify(event)
      const delivery = await joggDelivery(name, { secret: SECRETS.jogg, body })
      return { path: '/webhooks/jogg', headers: delivery.headers, body: delivery.body }
    },
  },
  hoox: {
    name: 'hoox',
    // "Retry Behavior" in its guide says 1, 2 and 4 s. Public sender code with its headers makes three tries in all, and what
    // holds for the shorter schedule holds for the longer.
    timeoutMs: 10_000,
    retriesAfterMs: [1_000, 2_000],
    leaseMs: hoox().leaseMs,
    async request(id, work) {
      const url = await signCallbackUrl('http://localhost/webhooks/hoox', { secret: SECRETS.hoox })
      const { pathname, search } = new URL(url)
      const event = { ...hooxSamples['video_export.completed'], job_id: id, work }
      return {
        path: pathname + search,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Hoox-API/1.0',
          'x-hoox-webhook': 'true',
        },
        body: Buffer.from(JSON.stringify(event)),
      }
    },
  },
}
