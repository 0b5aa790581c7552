import type { Judgment } from './judge.js'
import { createLab, type Exchange, type Target } from './lab.js'
import type { Probe, Severity } from './probe.js'
import { probeGroups } from './probes/index.js'
import { createProgress, type Skipped } from './progress.js'
import type { Reply } from './transmit.js'

/** The result of one probe. */
export interface Finding {
  readonly group: string
  readonly probe: Probe
  readonly verdict: Judgment['verdict'] | 'skipped'
  /** How bad a failure is, or would have been. */
  readonly severity: Severity
  /** What a failure means. */
  readonly means: string
  /** The answer, or why nothing was sent. It contains no secret. */
  readonly found: string
  /** What it has in common with other findings, as part of a sentence. The one finding that shows it best has none. */
  readonly cause?: string | undefined
  readonly durationMs: number
}

export interface DiagnoseOptions {
  readonly signal: AbortSignal
  /** Called before a probe is sent. */
  readonly onStart?: ((probe: Probe) => void) | undefined
}

/** No HTTP server answers at the URL. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

/**
 * Sends one probe after the other, and yields each result as soon as it is known.
 *
 * @throws Unreachable if the first delivery does not even get a connection, or gets one that is closed at once.
 * @throws the signal's reason once the signal aborts.
 */
export async function* diagnose(
  target: Target,
  { signal, onStart }: DiagnoseOptions,
): AsyncGenerator<Finding> {
  const exchanges: Exchange[] = []
  const labFor = (probeId: string) => createLab({ target, probeId, exchanges, signal })
  const progress = createProgress(target)
  const failures = new Map<string, { readonly title: string; readonly isOther: boolean }>()

  async function examine(probe: Probe): Promise<Judgment | Skipped> {
    const decided = progress.decided(probe)
    if (decided) return decided
    onStart?.(probe)
    const isFirst = exchanges.length === 0
    const lab = labFor(probe.id)
    const replies = await probe.attempt(lab)
    if (isFirst) replies.forEach(assertReachable)
    const needsCheck = progress.record(replies)
    if (needsCheck) {
      const check = labFor('still-there')
      progress.recordCheck(await check.send(await check.delivery()))
    }
    return progress.adjust(probe.judge(replies, lab), probe, replies)
  }

  for (const { title, probes } of probeGroups(target.provider)) {
    for (const probe of probes) {
      const startedAt = performance.now()
      const judgment = await examine(probe)
      const durationMs = performance.now() - startedAt
      const { verdict, found } = judgment
      const cause = causeOf(probe, judgment)
      if (verdict === 'failed' && cause === undefined)
        failures.set(probe.id, { title: probe.title, isOther: isOtherFailure(judgment) })
      yield { group: title, probe, verdict, found, cause, durationMs, ...severityOf(probe, judgment) }
    }
  }

  /** The probe that implies this one has failed too, and both accepted what they should refuse, or both crashed. */
  function causeOf({ impliedBy = [] }: Probe, judgment: Judgment | Skipped): string | undefined {
    if (judgment.verdict === 'unclear') return judgment.cause
    if (judgment.verdict !== 'failed') return undefined
    const first = impliedBy
      .map((id) => failures.get(id))
      .find((failure) => failure?.isOther === isOtherFailure(judgment))
    return first && `most likely the same cause as “${first.title}”`
  }
}

function isOtherFailure(judgment: Judgment | Skipped): boolean {
  return judgment.verdict === 'failed' && judgment.instead !== undefined
}

/** @throws Unreachable if there was no connection, or one that did not speak HTTP. */
function assertReachable(reply: Reply): void {
  if (reply.kind === 'unreachable') {
    throw new Unreachable(
      reply.connected ? `the connection was closed without an answer (${reply.code})` : reply.code,
    )
  }
  if (reply.kind === 'timeout' && !reply.connected)
    throw new Unreachable(`no connection in ${Math.round(reply.durationMs / 1000)} s`)
}

function severityOf(
  { severity, means }: Probe,
  judgment: Judgment | Skipped,
): Pick<Finding, 'severity' | 'means'> {
  if (judgment.verdict !== 'failed' || !judgment.instead) return { severity, means }
  const { instead } = judgment
  return { severity: severity === 'advice' ? severity : instead.severity, means: instead.means }
}
