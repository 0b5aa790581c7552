import { excuseFor } from './excuse.js'
import { type Facts, isAcknowledged, type Run } from './facts.js'
import type { Plan } from './plan.js'
import { providers } from './providers.js'

export interface Verdict {
  /** Violations of what vidhook promises. */
  readonly violations: readonly Finding[]
  /** Events that succeeded more than once because a worker could not report that its work was done. */
  readonly twice: readonly Finding[]
  /** Hoox events that were discarded without a success: none of its tries was answered with a 2xx. */
  readonly discarded: readonly Finding[]
  /** Events whose worker was killed during the work, and that another worker completed. */
  readonly rescued: readonly string[]
}

export interface Finding {
  readonly event: string
  readonly what: string
}

/** Checks each event: did it succeed, did it succeed once, and was it acknowledged only after that? */
export function verify(plan: Plan, facts: Facts): Verdict {
  const attemptsOf = byEvent(facts.attempts)
  const runsOf = byEvent(facts.runs)
  const callsOf = byEvent(facts.storeCalls)
  const violations: Finding[] = []
  const twice: Finding[] = []
  const discarded: Finding[] = []
  const rescued: string[] = []

  for (const { id: event, provider, deliveriesAt } of plan.events) {
    const attempts = attemptsOf(event)
    const runs = runsOf(event)
    const violates = (what: string) => violations.push({ event, what })
    const successes = runs.filter(succeeded)
    const acknowledged = attempts.filter(isAcknowledged)

    for (const delivery of deliveriesAt.keys()) {
      const last = attempts.filter((attempt) => attempt.delivery === delivery).at(-1)
      if (!last || !(isAcknowledged(last) || last.last)) violates('The provider gave up too early.')
    }
    for (const attempt of acknowledged) {
      if (!successes.some((run) => run.endedAt <= attempt.endedAt))
        violates(`Answered ${attempt.answer.outcome} before it had succeeded.`)
    }
    if (successes.length === 0) {
      if (provider === 'hoox' && acknowledged.length === 0)
        discarded.push({ event, what: attempts.map(({ answer }) => answer.outcome).join(', ') })
      else violates('It is missing: it never succeeded, and its provider has not discarded it.')
    }
    const excuses = successes.map((run) =>
      excuseFor(run, successes, callsOf(event), facts.faults, providers[provider].leaseMs),
    )
    const excused = excuses.filter((excuse) => excuse !== undefined)
    if (successes.length > 1) {
      // One success is right. Each further one needs a worker that could not report its success.
      if (excused.length >= successes.length - 1) twice.push({ event, what: excused.join(' ') })
      else violates(`It ran to success ${successes.length} times.`)
    }
    const abandoned = runs.find((run) => run.result === undefined)
    if (abandoned && successes.some((run) => run.startedAt > abandoned.startedAt)) rescued.push(event)
  }
  return { violations, twice, discarded, rescued }
}

export type Success = Run & { readonly endedAt: number }

function succeeded(run: Run): run is Success {
  return run.result === 'succeeded' && run.endedAt !== undefined
}

/** In chronological order. */
function byEvent<Fact extends { readonly event: string }>(facts: readonly Fact[]) {
  const map = new Map<string, Fact[]>()
  for (const fact of facts) {
    const known = map.get(fact.event)
    if (known) known.push(fact)
    else map.set(fact.event, [fact])
  }
  return (event: string): readonly Fact[] => map.get(event) ?? []
}
