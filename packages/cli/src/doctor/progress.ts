import { isAccepted, type Judgment } from './judge.js'
import type { Target } from './lab.js'
import type { Probe } from './probe.js'
import type { Reply } from './transmit.js'

/** A probe that does not apply to this target. */
export interface Skipped {
  readonly verdict: 'skipped'
  readonly found: string
}

/** The answers so far. A later judgment can depend on them. */
export interface Progress {
  /** The verdict on a probe that need not be sent. `undefined` if it must be sent. */
  decided(probe: Probe): Judgment | Skipped | undefined
  /** Adjusts a judgment to earlier answers: an endpoint that rejects everything proves nothing by rejecting a forgery. */
  adjust(judgment: Judgment, probe: Probe, replies: readonly Reply[]): Judgment
  /** Records answers. @returns whether to check that the endpoint still answers. */
  record(replies: readonly Reply[]): boolean
  /** Records the answer to that check. */
  recordCheck(reply: Reply): void
}

const MAX_SILENT_IN_A_ROW = 3

export function createProgress(target: Target): Progress {
  let acceptsGenuine: boolean | undefined
  let toGenuine: Reply | undefined
  let silentInARow = 0
  let isGone = false

  return {
    decided({ skip, expects }) {
      const reason = skip?.(target)
      if (reason !== undefined) return { verdict: 'skipped', found: reason }
      if (isGone && expects !== 'nothing') return notSent('the endpoint no longer answers')
      if (expects === 'acceptance' && acceptsGenuine === false) return notSent(NONE_ACCEPTED)
      return undefined
    },

    adjust(judgment, { expects }, replies) {
      const isCertain = judgment.verdict === 'failed' && expects === 'refusal'
      if (!isCertain && replies.some(isTooMany)) return TOO_MANY
      if (acceptsGenuine || expects === 'acceptance' || expects === 'nothing') return judgment
      const unclear = { verdict: 'unclear', cause: NONE_ACCEPTED } as const
      // A crash of everything says nothing about what this probe sent.
      if (judgment.verdict === 'failed' && replies.every((reply) => isSame(reply, toGenuine)))
        return { ...unclear, found: `${judgment.found} Genuine deliveries fare no better.` }
      if (judgment.verdict !== 'passed' || expects !== 'refusal') return judgment
      return { ...unclear, found: `${judgment.found}, but genuine deliveries are refused, too.` }
    },

    record(replies) {
      acceptsGenuine ??= replies.every(isAccepted)
      toGenuine ??= replies[0]
      if (replies.length === 0) return false
      silentInARow = replies.every(({ kind }) => kind !== 'answered') ? silentInARow + 1 : 0
      return silentInARow === MAX_SILENT_IN_A_ROW
    },

    recordCheck({ kind }) {
      isGone = kind !== 'answered'
      silentInARow = 0
    },
  }
}

const NONE_ACCEPTED = 'no genuine delivery is accepted'

function notSent(cause: string): Judgment {
  return { verdict: 'unclear', found: `Not sent: ${cause}.`, cause }
}

/** Whether both were answered with one status, or neither was answered. */
function isSame(reply: Reply, other: Reply | undefined): boolean {
  if (reply.kind === 'answered' && other?.kind === 'answered') return reply.status === other.status
  return reply.kind === other?.kind
}

const TOO_MANY: Judgment = {
  verdict: 'unclear',
  found: 'Answered 429 Too Many Requests: run the doctor again later, or raise the rate limit for it.',
  cause: 'it was answered 429 Too Many Requests',
}

function isTooMany(reply: Reply): boolean {
  return reply.kind === 'answered' && reply.status === 429
}
