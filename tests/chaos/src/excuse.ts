import type { Fault, StoreCall } from './facts.js'
import type { Success } from './verify.js'

/**
 * Why a success could be followed or preceded by another: its worker was killed after the work and before the store knew,
 * or was frozen while it had the event, or its lease ended while the store was away. `undefined` if the facts show none of it.
 */
export function excuseFor(
  run: Success,
  successes: readonly Success[],
  calls: readonly StoreCall[],
  faults: readonly Fault[],
  leaseMs: number,
): string | undefined {
  // It has said so, and the store has heard it. The same process may have had the event again later.
  const again = successes.find((success) => success.pid === run.pid && success.startedAt > run.endedAt)
  const said = calls.filter(({ pid, at }) => pid === run.pid && !(again && at >= again.startedAt))
  if (said.some(({ call, answer }) => call === 'complete' && answer === 'true')) return undefined
  const own = faults.filter((fault) => fault.pid === run.pid)

  const kill = own.find(({ kind, at }) => kind === 'kill' && at >= run.startedAt)
  if (kill && kill.at < run.endedAt)
    return `Replica ${run.replica} was killed while its work was on the way to the ledger.`
  if (kill && kill.at - run.endedAt < SAYING_MS)
    return `Replica ${run.replica} was killed ${kill.at - run.endedAt} ms after the work, before the store knew.`

  for (const freeze of own.filter(({ kind }) => kind === 'freeze')) {
    const thawedAt = own.find(({ kind, at }) => kind === 'thaw' && at >= freeze.at)?.at ?? freeze.at
    const held = freeze.at < run.endedAt + SAYING_MS && thawedAt > run.startedAt - SAYING_MS
    const other = successes.find((success) => success !== run && success.endedAt > freeze.at)
    if (held && other)
      return `Replica ${run.replica} was frozen for ${ms(thawedAt - freeze.at)} while it had the event, and replica ${other.replica} took it over.`
  }

  for (const down of faults.filter(({ kind }) => kind === 'store down')) {
    const upAt = faults.find(({ kind, at }) => kind === 'store up' && at >= down.at)?.at ?? down.at
    const held = down.at < run.endedAt && upAt > run.startedAt
    const other = successes.find((success) => success !== run && success.endedAt > upAt)
    // A lease that is renewed at every third has two thirds left at the least.
    if (held && other && upAt - down.at > (leaseMs * 2) / 3)
      return `The store was away for ${ms(upAt - down.at)}, longer than the lease of replica ${run.replica}, and replica ${other.replica} took the event over.`
  }
  return undefined
}

/** A worker that lives for longer than its call to the store may take has had its chance to say so. */
const SAYING_MS = 1_500

function ms(duration: number): string {
  return `${Math.round(duration)} ms`
}
