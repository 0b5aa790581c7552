import { type Facts, isAcknowledged } from '../facts.js'
import type { Plan } from '../plan.js'
import type { ChaosResult } from '../run-chaos.js'
import type { Verdict } from '../verify.js'
import { absencesIn, answersIn, grouped, list, named, runsIn, tableOf } from './table.js'

/** What happened in a run with a store, as a table, and what is to be said of single events. */
export function storeSummary(
  plan: Plan,
  { facts, complaints, durationMs }: ChaosResult,
  verdict: Verdict,
): string {
  const acknowledged = new Set(facts.attempts.filter(isAcknowledged).map(({ event }) => event))
  return [
    ...tableOf([
      ['took', `${Math.round(durationMs / 1000)} s`],
      ['events', plan.events.length],
      ['deliveries', plan.events.reduce((sum, event) => sum + event.deliveriesAt.length, 0)],
      ['attempts', facts.attempts.length],
      ...answersIn(facts.attempts),
      ...runsIn(facts),
      ['replicas killed', faults(facts, 'kill')],
      ['replicas stopped, all at the end among them', faults(facts, 'stop')],
      ['replicas frozen', faults(facts, 'freeze')],
      ['store restarted', absencesIn(facts)],
      ['events acknowledged', acknowledged.size],
      ['  rescued from a killed replica', verdict.rescued.length],
      ['discarded by Hoox, after its last try', plan.events.length - acknowledged.size],
      [
        '  although it succeeded, too late',
        plan.events.length - acknowledged.size - verdict.discarded.length,
      ],
      ['ran twice, for a cause', verdict.twice.length],
      ['broken promises', verdict.violations.length + complaints.length],
    ]),
    ...list(
      'Discarded by Hoox without a success, since none of its tries was answered with a 2xx',
      grouped(verdict.discarded),
    ),
    ...list('Ran to success twice', named(verdict.twice)),
    ...list('Broken promises', [...complaints, ...named(verdict.violations)]),
  ].join('\n')
}

function faults(facts: Facts, kind: Facts['faults'][number]['kind']): number {
  return facts.faults.filter((fault) => fault.kind === kind).length
}
