import { byEvent, type Facts, isAcknowledged, isSuccess } from './facts.js'
import type { Plan } from './plan.js'
import type { History, Rules } from './rules.js'
import { storeRules } from './store-rules.js'

export interface Verdict {
  /** What must not be. */
  readonly violations: readonly Finding[]
  /** Events that ran to success more than once because a worker could not say that its work was done. */
  readonly twice: readonly Finding[]
  /** Hoox events that were discarded without a success: none of its tries was answered with a 2xx. */
  readonly discarded: readonly Finding[]
  /** Events whose worker was killed in the middle, and which another then ran to success. */
  readonly rescued: readonly string[]
  /** Events that were given up, and are kept. */
  readonly dead: readonly Finding[]
  /** What the control acknowledged, and nobody has. */
  readonly lostByControl: readonly string[]
}

export interface Finding {
  readonly event: string
  readonly what: string
}

/** Looks at each event: did it happen, did it happen once, and was it acknowledged only when that was allowed? */
export function verify(plan: Plan, facts: Facts, rules: Rules = storeRules): Verdict {
  const historyOf = historiesIn(facts)
  const violations: Finding[] = []
  const twice: Finding[] = []
  const discarded: Finding[] = []
  const rescued: string[] = []
  const dead: Finding[] = []

  for (const { id: event, provider, deliveriesAt } of plan.events) {
    const history = historyOf(event)
    const { attempts, runs, successes } = history
    const violates = (what: string) => violations.push({ event, what })

    for (const delivery of deliveriesAt.keys()) {
      const last = attempts.filter((attempt) => attempt.delivery === delivery).at(-1)
      if (!last || !(isAcknowledged(last) || last.last)) violates('The provider gave up too early.')
    }
    for (const what of rules.broken(history)) violates(what)
    const given = givenUp(history)
    if (given) dead.push({ event, what: given.error ?? '' })
    else if (successes.length === 0) {
      if (provider === 'hoox' && !attempts.some(isAcknowledged))
        discarded.push({ event, what: attempts.map(({ answer }) => answer.outcome).join(', ') })
      else violates('It is missing: it never succeeded, and its provider has not discarded it.')
    }
    const excuses = successes.flatMap((run) => rules.excuse(run, { ...history, provider }) ?? [])
    if (successes.length > 1) {
      // One success is as it should be. Each of the others needs a worker that could not say so.
      if (excuses.length >= successes.length - 1) twice.push({ event, what: excuses.join(' ') })
      else violates(`It ran to success ${successes.length} times.`)
    }
    const abandoned = runs.find((run) => run.result === undefined)
    if (abandoned && successes.some((run) => run.startedAt > abandoned.startedAt)) rescued.push(event)
  }
  const lostByControl = plan.controls.map(({ id }) => id).filter((event) => isLost(historyOf(event)))
  return { violations, twice, discarded, rescued, dead, lostByControl }
}

function historiesIn({ attempts, runs, storeCalls, entries, faults }: Facts): (event: string) => History {
  const attemptsOf = byEvent(attempts)
  const runsOf = byEvent(runs)
  const callsOf = byEvent(storeCalls)
  const entriesOf = byEvent(entries)
  return (event) => ({
    attempts: attemptsOf(event),
    runs: runsOf(event),
    successes: runsOf(event).filter(isSuccess),
    calls: callsOf(event),
    entries: entriesOf(event),
    faults,
  })
}

function givenUp({ entries }: History) {
  return entries.find(({ state }) => state === 'dead')
}

function isLost(history: History): boolean {
  return history.attempts.some(isAcknowledged) && history.successes.length === 0 && !givenUp(history)
}
