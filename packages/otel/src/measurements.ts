import type { Attributes, Meter } from '@opentelemetry/api'
import { METRIC } from './names.js'

/** What is counted and timed. Times are given in milliseconds and exported in seconds, as the conventions ask. */
export interface Measurements {
  delivery(durationMs: number, attributes: Attributes): void
  handler(durationMs: number, attributes: Attributes): void
  send(durationMs: number, attributes: Attributes): void
  process(durationMs: number, attributes: Attributes): void
}

/**
 * The bucket boundaries that OpenTelemetry's HTTP conventions advise, in seconds, with 20 s to an hour for handlers in a
 * worker.
 */
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
const WORK_SECONDS = [...REQUEST_SECONDS, 20, 60, 300, 900, 3600]

export function measurementsOf(meter: Meter): Measurements {
  const histogram = (name: string, description: string, boundaries: readonly number[]) =>
    meter.createHistogram(name, {
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: [...boundaries] },
    })
  const deliveries = meter.createCounter(METRIC.deliveries, {
    description: 'Deliveries that were answered, by their outcome.',
    unit: '{delivery}',
  })
  const deliveryDuration = histogram(
    METRIC.deliveryDuration,
    'From the arrival of a delivery to its answer.',
    REQUEST_SECONDS,
  )
  const handlerDuration = histogram(
    METRIC.handlerDuration,
    'The run of one handler, in a request or in a worker.',
    WORK_SECONDS,
  )
  const sent = meter.createCounter(METRIC.sent, {
    description: 'Events that were put into an inbox.',
    unit: '{message}',
  })
  const sendDuration = histogram(METRIC.sendDuration, 'Putting one event into an inbox.', REQUEST_SECONDS)
  const consumed = meter.createCounter(METRIC.consumed, {
    description: 'Attempts of workers at entries of an inbox.',
    unit: '{message}',
  })
  const processDuration = histogram(
    METRIC.processDuration,
    "One attempt at an entry's handlers.",
    WORK_SECONDS,
  )

  return {
    delivery(durationMs, attributes) {
      deliveries.add(1, attributes)
      deliveryDuration.record(durationMs / 1000, attributes)
    },
    handler: (durationMs, attributes) => handlerDuration.record(durationMs / 1000, attributes),
    send(durationMs, attributes) {
      sent.add(1, attributes)
      sendDuration.record(durationMs / 1000, attributes)
    },
    process(durationMs, attributes) {
      consumed.add(1, attributes)
      processDuration.record(durationMs / 1000, attributes)
    },
  }
}
