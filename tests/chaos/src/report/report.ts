import { inboxRules } from '../inbox-rules.js'
import type { Plan } from '../plan.js'
import type { ChaosResult } from '../run-chaos.js'
import { storeRules } from '../store-rules.js'
import { type Verdict, verify } from '../verify.js'
import { chronicleOf } from './chronicle.js'
import { inboxSummary } from './inbox-summary.js'
import { storeSummary } from './store-summary.js'

export interface Report {
  readonly verdict: Verdict
  /** All that must not be. Empty after a good run. */
  readonly broken: readonly unknown[]
  /** The table, and the story of each event with which something is wrong. */
  readonly text: string
}

/** Judges a run, and says so in words. */
export function reportOf(plan: Plan, result: ChaosResult): Report {
  const [rules, summaryOf] = result.roles.includes('worker')
    ? [inboxRules, inboxSummary]
    : [storeRules, storeSummary]
  const verdict = verify(plan, result.facts, rules)
  const offenders = new Set(verdict.violations.map(({ event }) => event))
  const stories = [...offenders].map((event) => chronicleOf(event, result.facts))
  return {
    verdict,
    broken: [...verdict.violations, ...result.complaints],
    text: [summaryOf(plan, result, verdict), ...stories].join('\n\n'),
  }
}
