import type { ProviderName } from '../../../packages/core/src/providers/provider-name.js'
import type { Attempt, EntryRecord, Facts, Fault, Run } from '../src/facts.js'
import type { Plan } from '../src/plan.js'

// What a run might have seen of one event.

export const event = 'chaos-1'

export function planned(provider: ProviderName): Plan {
  const work = { durationMs: 0, failures: 0 }
  return { seed: 1, faults: [], controls: [], events: [{ id: event, provider, work, deliveriesAt: [0] }] }
}

export function attempt(endedAt: number, outcome: string, more: Partial<Attempt> = {}): Attempt {
  const status = ['processed', 'duplicate', 'queued'].includes(outcome) ? 200 : 500
  return {
    ...{ event, provider: 'jogg', delivery: 0, number: 1, last: false, replica: 0 },
    ...{ startedAt: endedAt - 10, endedAt, answer: { status, outcome } },
    ...more,
  }
}

/** Without an end, its process ended first. */
export function run(
  pid: number,
  startedAt: number,
  endedAt: number | undefined,
  result?: Run['result'],
): Run {
  const ended = endedAt === undefined ? undefined : (result ?? 'succeeded')
  return { event, replica: pid, pid, startedAt, endedAt, result: ended }
}

export function entry(state: EntryRecord['state'], more: Partial<EntryRecord> = {}): EntryRecord {
  return { event, state, finishedAt: undefined, error: undefined, ...more }
}

export function fault(kind: Fault['kind'], at: number, pid = 1): Fault {
  return { kind, replica: pid, pid, at }
}

export function factsOf(facts: Partial<Facts>): Facts {
  return { attempts: [], storeCalls: [], faults: [], runs: [], entries: [], ...facts }
}
