import type { DeliveryReport } from '@vidhook/core'
import { pino } from 'pino'

export const log = pino()

/** Logs every delivery as one line of JSON, whatever its outcome. */
export function logDelivery(report: DeliveryReport): void {
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
