import { absences, frozen, killed, ms, SAYING_MS } from './excuses.js'
import { type EntryRecord, type Fault, isAcknowledged, type Run, type Success } from './facts.js'
import { ATTEMPTS } from './inbox-options.js'
import type { History, Rules } from './rules.js'

/** With an inbox, an event that was acknowledged runs to success, or is kept among the dead. */
export const inboxRules: Rules = {
  broken(history) {
    const { attempts, entries, successes } = history
    const broken: string[] = []
    const [entry] = entries
    if (entries.length > 1) broken.push(`The inbox took it ${entries.length} times.`)
    if (!entry && attempts.some(isAcknowledged))
      broken.push('It was acknowledged, and the inbox does not have it.')
    if (!entry) return broken
    if (entry.state !== 'done' && entry.state !== 'dead')
      broken.push(`It is still ${entry.state} at the end.`)
    if (entry.state === 'done' && !toldOf(entry, successes))
      broken.push('It was done before it had succeeded.')
    if (entry.state === 'dead' && !hasDiedForACause(entry, history)) broken.push(`It is dead: ${entry.error}`)
    return broken
  },

  excuse(run, { successes, entries, faults }) {
    if (entries.some((entry) => entry.state === 'done' && toldOf(entry, successes) === run)) return undefined
    return killed(run, faults) ?? frozen(run, successes, faults) ?? unheard(run, successes, faults)
  },
}

/** The success that the queue was told of: the last one before the entry was done. */
function toldOf({ finishedAt = 0 }: EntryRecord, successes: readonly Success[]): Success | undefined {
  return successes
    .filter(({ endedAt }) => endedAt <= finishedAt)
    .sort((one, other) => other.endedAt - one.endedAt)[0]
}

/** Its handler has failed in every attempt, or its process has ended or was frozen, and that twice. */
function hasDiedForACause({ error = '' }: EntryRecord, { runs, faults }: History): boolean {
  if (error === 'As planned.') return runs.filter(({ result }) => result === 'failed').length >= ATTEMPTS
  const befell = ({ pid, startedAt, endedAt = Number.POSITIVE_INFINITY }: Run) =>
    faults.some(
      (fault) =>
        fault.pid === pid &&
        (fault.kind === 'kill' || fault.kind === 'freeze') &&
        fault.at >= startedAt &&
        fault.at < endedAt + SAYING_MS,
    )
  // The first time may have been before its handler began.
  return error.includes('The process ended twice') && runs.some(befell)
}

/** A lock is renewed at half of its length. */
const RENEWED_AFTER_MS = 5_000

/** The database was away when its worker was to say that the work is done, or to renew its lock. */
function unheard(run: Success, successes: readonly Success[], faults: readonly Fault[]): string | undefined {
  for (const { downAt, upAt } of absences(faults)) {
    const other = successes.find((success) => success !== run && success.endedAt > downAt)
    if (!other) continue
    const away = `The database was away for ${ms(upAt - downAt)}`
    if (downAt < run.endedAt + SAYING_MS && upAt > run.endedAt)
      return `${away} when replica ${run.replica} had done the work, and replica ${other.replica} had the event as well.`
    if (downAt < run.endedAt && upAt > run.startedAt && run.endedAt - run.startedAt > RENEWED_AFTER_MS)
      return `${away} while replica ${run.replica} worked, so that its lock was not renewed, and replica ${other.replica} had the event as well.`
  }
  return undefined
}
