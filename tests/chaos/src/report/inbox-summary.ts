import { type Facts, isAcknowledged } from '../facts.js'
import type { Plan } from '../plan.js'
import type { ChaosResult } from '../run-chaos.js'
import { type Role, sideOf } from '../setup.js'
import type { Verdict } from '../verify.js'
import { absencesIn, answersIn, grouped, list, named, runsIn, tableOf } from './table.js'

/** What happened in a run with an inbox, as a table, and what is to be said of single events. */
export function inboxSummary(
  plan: Plan,
  { roles, facts, complaints, durationMs }: ChaosResult,
  verdict: Verdict,
): string {
  const controls = new Set(plan.controls.map(({ id }) => id))
  const attempts = facts.attempts.filter(({ event }) => !controls.has(event))
  const acknowledged = new Set(facts.attempts.filter(isAcknowledged).map(({ event }) => event))
  const own = plan.events.filter(({ id }) => acknowledged.has(id)).length
  const faults = (kind: Facts['faults'][number]['kind'], side: ReturnType<typeof sideOf>) =>
    facts.faults.filter((fault) => fault.kind === kind && isOf(roles, fault.replica, side)).length
  return [
    ...tableOf([
      ['took', `${Math.round(durationMs / 1000)} s`],
      ['events', plan.events.length],
      ['deliveries', plan.events.reduce((sum, event) => sum + event.deliveriesAt.length, 0)],
      ['attempts', attempts.length],
      ...answersIn(attempts),
      ...runsIn(facts),
      ['web processes killed', faults('kill', 'web')],
      ['web processes stopped, all at the end among them', faults('stop', 'web')],
      ['web processes frozen', faults('freeze', 'web')],
      ['workers killed', faults('kill', 'worker')],
      ['workers stopped, all at the end among them', faults('stop', 'worker')],
      ['workers frozen past their locks', faults('freeze', 'worker')],
      ['database restarted', absencesIn(facts)],
      ['events acknowledged', own],
      ['  rescued from a killed worker', verdict.rescued.length],
      ['  dead', verdict.dead.length],
      ['not acknowledged, discarded by Hoox after its last try', plan.events.length - own],
      ['  although it succeeded', plan.events.length - own - verdict.discarded.length],
      ['ran twice, for a cause', verdict.twice.length],
      ['broken promises', verdict.violations.length + complaints.length],
      ['events of the control', controls.size],
      ['  acknowledged', [...controls].filter((event) => acknowledged.has(event)).length],
      ['  acknowledged and lost', verdict.lostByControl.length],
    ]),
    ...list('Dead', grouped(verdict.dead)),
    ...list('Discarded by Hoox', grouped(verdict.discarded)),
    ...list('Ran to success twice', named(verdict.twice)),
    ...list('Broken promises', [...complaints, ...named(verdict.violations)]),
  ].join('\n')
}

function isOf(roles: readonly Role[], replica: number | undefined, side: ReturnType<typeof sideOf>): boolean {
  const role = replica === undefined ? undefined : roles[replica]
  return role !== undefined && sideOf(role) === side
}
