import { type Facts, isAcknowledged } from '../facts.js'
import type { Plan } from '../plan.js'
import type { ChaosResult } from '../run-chaos.js'
import type { Finding, Verdict } from '../verify.js'

/** A table of what happened in a run, and remarks on single events. */
export function summaryOf(
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
      ...answers(facts),
      ['handler runs', facts.runs.length],
      ['  succeeded', facts.runs.filter(({ result }) => result === 'succeeded').length],
      ['  failed, as planned', facts.runs.filter(({ result }) => result === 'failed').length],
      ['  ended by a kill', facts.runs.filter(({ result }) => result === undefined).length],
      ['replicas killed', faults(facts, 'kill')],
      ['replicas stopped, all at the end among them', faults(facts, 'stop')],
      ['replicas frozen', faults(facts, 'freeze')],
      ['store restarted', `${faults(facts, 'store down')}, away for ${absences(facts)}`],
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
    ...list(
      'Ran to success twice',
      verdict.twice.map(({ event, what }) => `${event}: ${what}`),
    ),
    ...list('Broken promises', [
      ...complaints,
      ...verdict.violations.map(({ event, what }) => `${event}: ${what}`),
    ]),
  ].join('\n')
}

type Row = readonly [string, string | number]

function tableOf(rows: readonly Row[]): readonly string[] {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`)
}

function answers({ attempts }: Facts): readonly Row[] {
  const counts = new Map<string, number>()
  for (const { answer } of attempts) {
    const name = `  ${answer.status ?? '–'} ${answer.outcome}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].sort(([, one], [, other]) => other - one)
}

function faults(facts: Facts, kind: Facts['faults'][number]['kind']): number {
  return facts.faults.filter((fault) => fault.kind === kind).length
}

function absences(facts: Facts): string {
  const downs = facts.faults.filter(({ kind }) => kind === 'store down')
  const ups = facts.faults.filter(({ kind }) => kind === 'store up')
  const lengths = downs.map((down, index) => (ups[index]?.at ?? Number.NaN) - down.at)
  return lengths.map((length) => `${length} ms`).join(', ') || 'no time'
}

/** Counts equal findings, since most are alike. */
function grouped(findings: readonly Finding[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const { what } of findings) counts.set(what, (counts.get(what) ?? 0) + 1)
  return [...counts].map(([what, count]) => `${count} ×  ${what}`)
}

function list(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)]
}
