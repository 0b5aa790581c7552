import { pathOf } from '../../../core/src/request/delivery.js'
import type { Finding } from './diagnose.js'
import type { Target } from './lab.js'

/** The result of a whole examination. */
export interface Report {
  readonly target: Target
  readonly startedAt: Date
  readonly durationMs: number
  readonly findings: readonly Finding[]
}

export interface Summary {
  readonly passed: number
  readonly failed: number
  readonly unclear: number
  readonly skipped: number
  /** Nothing critical or important failed, and nothing of that kind was left unclear. */
  readonly ok: boolean
}

export function summaryOf(findings: readonly Finding[]): Summary {
  const count = (verdict: Finding['verdict']) => findings.filter((each) => each.verdict === verdict).length
  return {
    passed: count('passed'),
    failed: count('failed'),
    unclear: count('unclear'),
    skipped: count('skipped'),
    ok: !findings.some(countsAgainst),
  }
}

/** An unclear result counts as well: an endpoint that does not answer is not healthy. */
function countsAgainst({ verdict, severity }: Finding): boolean {
  return (verdict === 'failed' || verdict === 'unclear') && severity !== 'advice'
}

/** `35 passed, 2 failed, 1 skipped` */
export function countsOf(summary: Summary): string {
  return (['passed', 'failed', 'unclear', 'skipped'] as const)
    .filter((verdict) => summary[verdict] > 0)
    .map((verdict) => `${summary[verdict]} ${verdict}`)
    .join(', ')
}

/** The URL for the report, without its query, which may hold a signature. */
export function shownTarget({ url }: Target): string {
  const { origin, pathname, search } = new URL(url)
  const path = pathOf(url)
  return `${origin}${path}${path === pathname + search ? '' : '?…'}`
}
