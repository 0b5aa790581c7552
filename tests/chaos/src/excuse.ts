import type { Fault, StoreCall } from './facts.js'
import type { Success } from './verify.js'

/**
 * Why an event may have succeeded twice: the worker was killed after the work but before the store was updated, or it was
 * frozen while it held the event, or its lease ended during an outage of the store. `undefined` if the facts show none of these.
 */
export function excuseFor(
  run: Success,
  successes: readonly Success[],
  calls: readonly StoreCall[],
  faults: readonly Fault[],
  leaseMs: number,
): string | undefined {
  // The store confirmed the completion. The same process may have claimed the event again later.
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
    // A lease is renewed at every third of its length, so at least two thirds are left.
    if (held && other && upAt - down.at > (leaseMs * 2) / 3)
      return `The store was away for ${ms(upAt - down.at)}, longer than the lease of replica ${run.replica}, and replica ${other.replica} took the event over.`
  }
  return undefined
}

/** After this time, a worker that is still alive has certainly tried to complete the event. */
const SAYING_MS = 1_500

function ms(duration: number): string {
  return `${Math.round(duration)} ms`
}
