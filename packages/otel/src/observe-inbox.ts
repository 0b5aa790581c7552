import { type Meter, metrics } from '@opentelemetry/api'
import { ATTRIBUTE, METRIC, SCOPE } from './names.js'

/** The part of an inbox that is read: `bullmqInbox()` has it. */
export interface ObservableInbox {
  health(): Promise<{
    /** Absent if the inbox cannot be reached. */
    readonly counts?: Readonly<Record<'waiting' | 'active' | 'delayed' | 'dead', number>> | undefined
    /** How long the oldest entry has waited for a worker, in milliseconds. */
    readonly oldestWaitingMs?: number | undefined
  }>
}

export interface ObserveOptions {
  /** @default the global meter of `@vidhook/otel` */
  readonly meter?: Meter | undefined
}

/**
 * Gauges of an inbox: `vidhook.inbox.up` (1 or 0), `vidhook.inbox.depth` by state, `vidhook.inbox.dead`, and
 * `vidhook.inbox.oldest.age` in seconds. The inbox is asked whenever metrics are collected. While it cannot be reached, an
 * exporter may repeat the last values of the others.
 *
 * Call it in a worker, once the SDK has started. In web processes it would only report the same numbers again. Returns a
 * function that ends it.
 *
 * @example
 * ```ts
 * const worker = inbox.work([jogg])
 * const stopObserving = observeInbox(inbox)
 * ```
 */
export function observeInbox(inbox: ObservableInbox, options: ObserveOptions = {}): () => void {
  const meter = options.meter ?? metrics.getMeter(SCOPE)
  // Without a unit: with the unit 1, Prometheus would name it `…_ratio`.
  const up = meter.createObservableGauge(METRIC.inboxUp, {
    description: 'Whether the inbox can be reached: 1 or 0.',
  })
  const depth = meter.createObservableGauge(METRIC.inboxDepth, {
    description: 'Entries of the inbox that are not done, by their state.',
    unit: '{entry}',
  })
  const dead = meter.createObservableGauge(METRIC.inboxDead, {
    description: 'Entries that were given up, until somebody retries or drops them.',
    unit: '{entry}',
  })
  const oldestAge = meter.createObservableGauge(METRIC.inboxOldestAge, {
    description: 'How long the oldest entry has waited for a worker. 0 if none waits.',
    unit: 's',
  })
  const instruments = [up, depth, dead, oldestAge]
  const observe: Parameters<Meter['addBatchObservableCallback']>[0] = async (result) => {
    const { counts, oldestWaitingMs = 0 } = await inbox.health()
    result.observe(up, counts ? 1 : 0)
    if (!counts) return
    for (const state of ['waiting', 'active', 'delayed'] as const)
      result.observe(depth, counts[state], { [ATTRIBUTE.state]: state })
    result.observe(dead, counts.dead)
    result.observe(oldestAge, oldestWaitingMs / 1000)
  }
  meter.addBatchObservableCallback(observe, instruments)
  return () => meter.removeBatchObservableCallback(observe, instruments)
}
