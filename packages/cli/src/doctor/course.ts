import { isAccepted, type Judgment } from './judge.js'
import type { Target } from './lab.js'
import type { Probe } from './probe.js'
import type { Reply } from './transmit.js'

/** A probe that cannot be asked of this target. */
export interface Skipped {
  readonly verdict: 'skipped'
  readonly found: string
}

/** What the examination has shown so far, which decides what the next answer means. */
export interface Course {
  /** What can be said of a probe before it is sent, if that is all there is to say. */
  foregone(probe: Probe): Judgment | Skipped | undefined
  /** The judgment of a probe, in the light of the others: who refuses everything has proved nothing by refusing a forgery. */
  weigh(judgment: Judgment, probe: Probe, replies: readonly Reply[]): Judgment
  /** Takes note of answers. @returns whether it is time to look if the endpoint is still there */
  note(replies: readonly Reply[]): boolean
  /** Notes what the look has shown. */
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
