import { isAccepted, type Judgment } from './judge.js'
import type { Target } from './lab.js'
import type { Probe } from './probe.js'
import type { Reply } from './transmit.js'

/** A probe that does not apply to this target. */
export interface Skipped {
  readonly verdict: 'skipped'
  readonly found: string
}

/** The state of the examination: earlier answers decide what the next one means. */
export interface Course {
  /** The verdict of a probe that need not be sent, or `undefined` if it must be sent. */
  foregone(probe: Probe): Judgment | Skipped | undefined
  /** Adjusts a judgment by the earlier ones: an endpoint that rejects everything proves nothing by rejecting a forgery. */
  weigh(judgment: Judgment, probe: Probe, replies: readonly Reply[]): Judgment
  /** Records answers. @returns whether to check that the endpoint still answers */
  note(replies: readonly Reply[]): boolean
  /** Records the result of that check. */
  looked(reply: Reply): void
}

const SILENT_IN_A_ROW = 3

export function createCourse(target: Target): Course {
  let genuineIsAccepted: boolean | undefined
  let silentInARow = 0
  let gone = false

  return {
    foregone({ skip, expects }) {
      const reason = skip?.(target)
      if (reason !== undefined) return { verdict: 'skipped', found: reason }
      if (gone && expects !== 'nothing')
        return { verdict: 'unclear', found: 'Not sent: the endpoint no longer answers.' }
      if (expects === 'acceptance' && genuineIsAccepted === false)
        return { verdict: 'unclear', found: 'Not sent: no genuine delivery is accepted.' }
      return undefined
    },

    weigh(judgment, { expects }, replies) {
      const certain = judgment.verdict === 'failed' && expects === 'refusal'
      if (!certain && replies.some(isTooMany)) return TOO_MANY
      if (judgment.verdict !== 'passed' || expects !== 'refusal' || genuineIsAccepted) return judgment
      return { verdict: 'unclear', found: `${judgment.found}, but what is genuine is refused as well.` }
    },

    note(replies) {
      genuineIsAccepted ??= replies.every(isAccepted)
      if (replies.length === 0) return false
      silentInARow = replies.every(({ kind }) => kind !== 'answered') ? silentInARow + 1 : 0
      return silentInARow === SILENT_IN_A_ROW
    },

    looked({ kind }) {
      gone = kind !== 'answered'
      silentInARow = 0
    },
  }
}

const TOO_MANY: Judgment = {
  verdict: 'unclear',
  found: 'Answered 429 Too Many Requests: run the doctor again later, or raise the limit for it.',
}

function isTooMany(reply: Reply): boolean {
  return reply.kind === 'answered' && reply.status === 429
}
