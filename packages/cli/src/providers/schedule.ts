import type { ProviderName } from '../../../core/src/providers/provider-name.js'

/** How a provider delivers one event: how long it waits for each answer, and when it tries again. */
export interface Schedule {
  /** The provider's name as users know it. */
  readonly provider: string
  /** How long the provider waits for an answer, in milliseconds. */
  readonly timeoutMs: number
  /** How long after each failed try the next one begins, in milliseconds. After the last, the event is discarded. */
  readonly retriesAfterMs: readonly number[]
  /** Whether the provider's guide documents the retries. If not, they are our choice. */
  readonly documented: boolean
}

export const schedules: Readonly<Record<ProviderName, Schedule>> = {
  // "Workflow Overview" in the guide: 5 s, and "automatic retries" without a schedule. This one is our choice: growing waits,
  // and a minute in all, so that a user at a terminal can watch it.
  jogg: {
    provider: 'JoggAI',
    timeoutMs: 5_000,
    retriesAfterMs: [1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000],
    documented: false,
  },
  // "Retry Behavior" in the guide, but without its third retry after 4 s: public sender code with Hoox's headers does not make
  // it, and an endpoint must work with the tries that are certain.
  hoox: { provider: 'Hoox', timeoutMs: 10_000, retriesAfterMs: [1_000, 2_000], documented: true },
}

/** Both guides: a 2xx acknowledges a delivery; any other status makes the provider retry. */
export function acknowledges(status: number): boolean {
  return status >= 200 && status < 300
}
