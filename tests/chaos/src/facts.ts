import type { EntryState } from '@vidhook/bullmq'
import type { ProviderName } from '../../../packages/core/src/providers/provider-name.js'

/** What has happened, from whoever saw it. Times are milliseconds since 1970, all from one machine's clock. */
export interface Facts {
  readonly attempts: readonly Attempt[]
  readonly storeCalls: readonly StoreCall[]
  readonly faults: readonly Fault[]
  readonly runs: readonly Run[]
  /** What the inbox has at the end, if there is one. */
  readonly entries: readonly EntryRecord[]
}

/** One request of a provider. */
export interface Attempt {
  readonly event: string
  readonly provider: ProviderName
  /** Which delivery of the event, from 0 up, and which try of that delivery, from 1 up. */
  readonly delivery: number
  readonly number: number
  /** The last try that its provider makes. */
  readonly last: boolean
  /** Where it went, if anywhere. */
  readonly replica: number | undefined
  readonly startedAt: number
  readonly endedAt: number
  readonly answer: Answer
}

export type Answer =
  | { readonly status: number; readonly outcome: string }
  | { readonly status: undefined; readonly outcome: 'refused' | 'broken' | 'timeout' }

/** What a replica asked its store or its inbox about an event, and was told. */
export interface StoreCall {
  readonly event: string
  readonly replica: number
  readonly pid: number
  readonly call: 'claim' | 'renew' | 'complete' | 'release' | 'put'
  /** `claimed`, `busy`, `done`, `true`, `false`, `queued`, `duplicate` or `error`. */
  readonly answer: string
  readonly at: number
}

/** What was done to a replica, or to the store. A stall is a freeze that nobody planned: the machine was too busy. */
export interface Fault {
  readonly kind: 'start' | 'kill' | 'stop' | 'freeze' | 'stall' | 'thaw' | 'store down' | 'store up'
  readonly replica?: number
  readonly pid?: number
  readonly at: number
}

/** A run of an event's handler, as it stands in the ledger. */
export interface Run {
  readonly event: string
  readonly replica: number
  readonly pid: number
  readonly startedAt: number
  /** Without an end, its process ended first. */
  readonly endedAt: number | undefined
  readonly result: 'succeeded' | 'failed' | undefined
}

/** What the inbox says of an entry. */
export interface EntryRecord {
  readonly event: string
  readonly state: EntryState
  /** When it was done or given up. */
  readonly finishedAt: number | undefined
  /** Why it was given up. */
  readonly error: string | undefined
}

export type Success = Run & { readonly endedAt: number }

export function isSuccess(run: Run): run is Success {
  return run.result === 'succeeded' && run.endedAt !== undefined
}

export function isAcknowledged({ answer: { status } }: Attempt): boolean {
  return status !== undefined && status >= 200 && status < 300
}

/** The id that the plan gave it, which is a part of its key and of its identity. */
export function eventOf(key: string): string {
  return /(?:chaos|control)-\d+/.exec(key)?.[0] ?? key
}

/** The facts of one event, in the order in which they stand. */
export function byEvent<Fact extends { readonly event: string }>(facts: readonly Fact[]) {
  const map = new Map<string, Fact[]>()
  for (const fact of facts) {
    const known = map.get(fact.event)
    if (known) known.push(fact)
    else map.set(fact.event, [fact])
  }
  return (event: string): readonly Fact[] => map.get(event) ?? []
}
