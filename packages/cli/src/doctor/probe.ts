import { DOCS } from '../docs.js'
import type { Judgment } from './judge.js'
import type { Lab, Target } from './lab.js'
import type { Reply } from './transmit.js'

/** Critical: events are lost or forged. Important: they can be, or the server can be harmed. */
export type Severity = 'critical' | 'important' | 'advice'

/** One question to an endpoint. It is judged by its answers alone, so it works with any implementation. */
export interface Probe {
  /** Stable: its name in `--json`, and its heading in docs/cli-doctor.md. */
  readonly id: string
  readonly severity: Severity
  /** What holds if it passes. */
  readonly title: string
  readonly sends: string
  /** What a good endpoint answers. */
  readonly good: string
  /** What another answer means. */
  readonly means: string
  readonly fix: string
  /**
   * What the probe hopes for. Where nothing genuine is accepted, a refusal proves nothing, and an acceptance will not come.
   * `nothing`: it sends nothing itself.
   */
  readonly expects: 'acceptance' | 'refusal' | 'an answer' | 'nothing'
  /** Why it cannot be asked of this target, if it cannot. */
  readonly skip?: (target: Target) => string | undefined
  attempt(lab: Lab): Promise<readonly Reply[]>
  judge(replies: readonly Reply[], lab: Lab): Judgment
}

/** Probes of one subject, in the order they are sent. */
export interface ProbeGroup {
  readonly title: string
  readonly probes: readonly Probe[]
}

/** Where a probe is explained. */
export function helpLink({ id }: Probe): string {
  return `${DOCS}/cli-doctor.md#${id}`
}
