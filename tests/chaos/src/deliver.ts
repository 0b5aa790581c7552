import { setTimeout as delay } from 'node:timers/promises'
import type { Attempt } from './facts.js'
import { isAcknowledged } from './facts.js'
import type { PlannedEvent } from './plan.js'
import { post } from './post.js'
import type { SimulatedProvider } from './providers.js'

export interface DeliverOptions {
  readonly provider: SimulatedProvider
  readonly event: PlannedEvent
  /** Which of the event's deliveries. */
  readonly delivery: number
  /** Whose turn it is. */
  readonly next: () => { readonly index: number; readonly url: string } | undefined
  readonly onAttempt: (attempt: Attempt) => void
}

/** Plays a provider: tries until the delivery is acknowledged, as often and at the times that its guide says. */
export async function deliver(options: DeliverOptions): Promise<void> {
  const { provider, event, delivery, next, onAttempt } = options
  const request = await provider.request(event.id, event.work)
  for (let number = 1; ; number++) {
    const replica = next()
    const startedAt = Date.now()
    const answer = replica
      ? await post(replica.url, request, provider.timeoutMs)
      : ({ status: undefined, outcome: 'refused' } as const)
    const retryAfterMs = provider.retriesAfterMs[number - 1]
    const attempt: Attempt = {
      event: event.id,
      provider: provider.name,
      delivery,
      number,
      last: retryAfterMs === undefined,
      replica: replica?.index,
      startedAt,
      endedAt: Date.now(),
      answer,
    }
    onAttempt(attempt)
    if (isAcknowledged(attempt) || retryAfterMs === undefined) return
    await delay(retryAfterMs)
  }
}
