import type { Facts } from '../facts.js'
import type { Finding } from '../verify.js'

// What the summaries of a run are made of.

export type Row = readonly [string, string | number]

export function tableOf(rows: readonly Row[]): readonly string[] {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`)
}

/** The answers to the attempts, the most frequent first. */
export function answersIn(attempts: Facts['attempts']): readonly Row[] {
  const counts = new Map<string, number>()
  for (const { answer } of attempts) {
    const name = `  ${answer.status ?? '–'} ${answer.outcome}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].sort(([, one], [, other]) => other - one)
}

export function runsIn({ runs }: Facts): readonly Row[] {
  return [
    ['handler runs', runs.length],
    ['  succeeded', runs.filter(({ result }) => result === 'succeeded').length],
    ['  failed, as planned', runs.filter(({ result }) => result === 'failed').length],
    ['  ended by a kill', runs.filter(({ result }) => result === undefined).length],
  ]
}

export function absencesIn({ faults }: Facts): string {
  const downs = faults.filter(({ kind }) => kind === 'store down')
  const ups = faults.filter(({ kind }) => kind === 'store up')
  const lengths = downs.map((down, index) => (ups[index]?.at ?? Number.NaN) - down.at)
  return lengths.length === 0
    ? '0'
    : `${lengths.length}, away for ${Math.min(...lengths)} to ${Math.max(...lengths)} ms each`
}

/** Most are alike. */
export function grouped(findings: readonly Finding[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const { what } of findings) counts.set(what, (counts.get(what) ?? 0) + 1)
  return [...counts].map(([what, count]) => `${count} ×  ${what}`)
}

export function list(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)]
}

export function named(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ event, what }) => `${event}: ${what}`)
}
