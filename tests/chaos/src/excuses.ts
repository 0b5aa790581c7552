import type { Fault, Success } from './facts.js'

// Why a success could be followed or preceded by another, in the words of the report.

/** A worker that lives for longer than its call to the store or the queue may take has had its chance to say so. */
export const SAYING_MS = 1_500

/** Its worker was killed after the work, before it could say so. */
export function killed({ replica, pid, startedAt, endedAt }: Success, faults: readonly Fault[]) {
  const kill = faults.find((fault) => fault.pid === pid && fault.kind === 'kill' && fault.at >= startedAt)
  if (kill && kill.at < endedAt)
    return `Replica ${replica} was killed while its work was on the way to the ledger.`
  if (kill && kill.at - endedAt < SAYING_MS)
    return `Replica ${replica} was killed ${ms(kill.at - endedAt)} after the work, before that was known.`
  return undefined
}

/** Its worker was frozen while it had the event, and another took the event over. */
export function frozen(run: Success, successes: readonly Success[], faults: readonly Fault[]) {
  const own = faults.filter(({ pid }) => pid === run.pid)
  for (const freeze of own.filter(({ kind }) => kind === 'freeze' || kind === 'stall')) {
    const thawedAt = own.find(({ kind, at }) => kind === 'thaw' && at >= freeze.at)?.at ?? freeze.at
    const held = freeze.at < run.endedAt + SAYING_MS && thawedAt > run.startedAt - SAYING_MS
    const other = successes.find((success) => success !== run && success.endedAt > freeze.at)
    if (held && other)
      return `Replica ${run.replica} was frozen for ${ms(thawedAt - freeze.at)} while it had the event, and replica ${other.replica} took it over.`
  }
  return undefined
}

/** When the store, or the database of the inbox, was away. */
export function absences(faults: readonly Fault[]) {
  return faults
    .filter(({ kind }) => kind === 'store down')
    .map(({ at: downAt }) => ({
      downAt,
      upAt: faults.find(({ kind, at }) => kind === 'store up' && at >= downAt)?.at ?? downAt,
    }))
}

export function ms(duration: number): string {
  return `${Math.round(duration)} ms`
}
