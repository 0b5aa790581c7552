import type { DeliveryReport } from '@vidhook/core'
import type { FastifyBaseLogger } from 'fastify'

/** Every delivery as one line of JSON in the app's own log, whatever became of it. */
export function logDeliveriesTo(log: FastifyBaseLogger) {
  return (report: DeliveryReport): void => {
    log.info(
      {
        provider: report.provider,
        outcome: report.outcome.kind,
        status: report.outcome.status,
        event: report.eventName,
        identity: report.identity,
        handlers: report.handlers.map((run) => run.name),
        durationMs: Math.round(report.durationMs),
      },
      'webhook delivery',
    )
  }
}
