import { DOCS } from '../docs.js'
import type { Judgment } from './judge.js'
import type { Lab, Target } from './lab.js'
import type { Reply } from './transmit.js'

/** Critical: events are lost or forged. Important: they can be, or the server can be harmed. */
export type Severity = 'critical' | 'important' | 'advice'

/** One check of an endpoint. Only the answers count, so it works with any implementation. */
export interface Probe {
  /** Stable: its name in `--json`, and its heading in docs/doctor-probes.md. */
  readonly id: string
  readonly severity: Severity
  /** The statement that is true if it passes. */
  readonly title: string
  readonly sends: string
  /** What a good endpoint answers. */
  readonly good: string
  /** What another answer means. */
  readonly means: string
  readonly fix: string
  /**
   * The answer that passes. If the endpoint accepts no genuine delivery, a refusal proves nothing, and probes that expect an
   * acceptance are not sent. `nothing`: the probe sends no request.
   */
  readonly expects: 'acceptance' | 'refusal' | 'an answer' | 'nothing'
  /** Probes that also fail where this one does: if one of them failed in the same way, they have one cause. */
  readonly impliedBy?: readonly string[]
  /** Why the probe does not apply to this target, or `undefined` if it applies. */
  readonly skip?: (target: Target) => string | undefined
  attempt(lab: Lab): Promise<readonly Reply[]>
  judge(replies: readonly Reply[], lab: Lab): Judgment
}

/** Probes of one subject, in the order they are sent. */
export interface ProbeGroup {
  readonly title: string
  readonly probes: readonly Probe[]
}

/** The link to a probe's documentation. */
export function helpLink({ id }: Probe): string {
  return `${DOCS}/doctor-probes.md#${id}`
}
