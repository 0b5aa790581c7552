import type { DeliveryReport } from '@vidhook/core'
import type { FastifyBaseLogger } from 'fastify'

/** Logs every delivery as one line of JSON in the app's log, whatever its outcome. */
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
