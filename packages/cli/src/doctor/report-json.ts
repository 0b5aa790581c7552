import { idPrefix } from './doctor-event.js'
import { helpLink } from './probe.js'
import { type Report, shownTarget, summaryOf } from './summary.js'

/** The report for scripts. `ok` matches the exit code. */
export function jsonReport(report: Report): object {
  const { target, startedAt, durationMs, findings } = report
  const { ok, ...counts } = summaryOf(findings)
  return {
    ok,
    url: shownTarget(target),
    provider: target.provider,
    event: target.event,
    ids: idPrefix(target.runId),
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(durationMs),
    counts,
    probes: findings.map(({ group, probe, verdict, severity, means, found, cause, durationMs }) => ({
      id: probe.id,
      group,
      title: probe.title,
      severity,
      verdict,
      found,
      ...(cause !== undefined && { cause }),
      durationMs: Math.round(durationMs),
      sends: probe.sends,
      good: probe.good,
      means,
      fix: probe.fix,
      link: helpLink(probe),
    })),
  }
}
