import type { ProviderName } from '../../../packages/core/src/providers/provider-name.js'

/** What happened, from all observers. Times are milliseconds since 1970, all from one machine's clock. */
export interface Facts {
  readonly attempts: readonly Attempt[]
  readonly storeCalls: readonly StoreCall[]
  readonly faults: readonly Fault[]
  readonly runs: readonly Run[]
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
  /** The replica that got it, if any. */
  readonly replica: number | undefined
  readonly startedAt: number
  readonly endedAt: number
  readonly answer: Answer
}

export type Answer =
  | { readonly status: number; readonly outcome: string }
  | { readonly status: undefined; readonly outcome: 'refused' | 'broken' | 'timeout' }

/** A replica's call to the store about an event, with the answer. */
export interface StoreCall {
  readonly event: string
  readonly replica: number
  readonly pid: number
  readonly call: 'claim' | 'renew' | 'complete' | 'release'
  /** `claimed`, `busy`, `done`, `true`, `false` or `error`. */
  readonly answer: string
  readonly at: number
}

/** A fault of a replica or of the store. */
export interface Fault {
  readonly kind: 'start' | 'kill' | 'stop' | 'freeze' | 'thaw' | 'store down' | 'store up'
  readonly replica?: number
  readonly pid?: number
  readonly at: number
}

/** A run of an event's handler, from the ledger. */
export interface Run {
  readonly event: string
  readonly replica: number
  readonly pid: number
  readonly startedAt: number
  /** Absent if its process ended first. */
  readonly endedAt: number | undefined
  readonly result: 'succeeded' | 'failed' | undefined
}

export function isAcknowledged({ answer: { status } }: Attempt): boolean {
  return status !== undefined && status >= 200 && status < 300
}
