import type { ProviderName } from '../../../packages/core/src/providers/provider-name.js'
import type { Attempt, EntryRecord, Fault, Run, StoreCall, Success } from './facts.js'

/** All that is known of one event, and the faults of the whole run. */
export interface History {
  readonly attempts: readonly Attempt[]
  readonly runs: readonly Run[]
  readonly successes: readonly Success[]
  readonly calls: readonly StoreCall[]
  readonly entries: readonly EntryRecord[]
  readonly faults: readonly Fault[]
}

/** What holds with a store is not what holds with an inbox. */
export interface Rules {
  /** The promises that were broken with this event. */
  broken(history: History): readonly string[]
  /** Why this success could be followed or preceded by another. `undefined` if the facts show no reason. */
  excuse(run: Success, history: History & { readonly provider: ProviderName }): string | undefined
}
