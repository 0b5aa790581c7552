import { absences, frozen, killed, ms } from './excuses.js'
import { isAcknowledged } from './facts.js'
import { providers } from './providers.js'
import type { Rules } from './rules.js'

/** With a store, an event is acknowledged after its success. */
export const storeRules: Rules = {
  broken: ({ attempts, successes }) =>
    attempts
      .filter(isAcknowledged)
      .filter((attempt) => !successes.some((run) => run.endedAt <= attempt.endedAt))
      .map(({ answer }) => `Answered ${answer.outcome} before it had succeeded.`),

  excuse(run, { provider, successes, calls, faults }) {
    // It has said so, and the store has heard it. The same process may have had the event again later.
    const again = successes.find((success) => success.pid === run.pid && success.startedAt > run.endedAt)
    const said = calls.filter(({ pid, at }) => pid === run.pid && !(again && at >= again.startedAt))
    if (said.some(({ call, answer }) => call === 'complete' && answer === 'true')) return undefined

    const excuse = killed(run, faults) ?? frozen(run, successes, faults)
    if (excuse !== undefined) return excuse
    for (const { downAt, upAt } of absences(faults)) {
      const held = downAt < run.endedAt && upAt > run.startedAt
      const other = successes.find((success) => success !== run && success.endedAt > upAt)
      // A lease that is renewed at every third has two thirds left at the least.
      if (held && other && upAt - downAt > (providers[provider].leaseMs * 2) / 3)
        return `The store was away for ${ms(upAt - downAt)}, longer than the lease of replica ${run.replica}, and replica ${other.replica} took the event over.`
    }
    return undefined
  },
}
