import { STATUS_CODES } from 'node:http'
import { printable } from '../printable.js'
import { verdictIn } from '../receiver-verdict.js'
import type { Severity } from './probe.js'
import type { Reply } from './transmit.js'

export type Judgment =
  | { readonly verdict: 'passed'; readonly found: string }
  /** `instead`: it failed in another way than the probe looks for, with another meaning and severity. */
  | { readonly verdict: 'failed'; readonly found: string; readonly instead?: OtherFailure }
  /** The answers do not show whether it passed. `cause`: why not, if other probes have the same cause. */
  | { readonly verdict: 'unclear'; readonly found: string; readonly cause?: string }

interface OtherFailure {
  readonly severity: Severity
  readonly means: string
}

/** Every answer must be a 2xx. */
export function accepts(replies: readonly Reply[]): Judgment {
  const bad = replies.find((reply) => !isAccepted(reply))
  return bad ? { verdict: 'failed', found: describe(bad) } : passed(replies)
}

/** As {@link accepts}. In addition, a vidhook receiver must not answer that the event is unrecognized. */
export function processes(replies: readonly Reply[]): Judgment {
  const lost = replies.find((reply) => isAccepted(reply) && outcomeIn(reply) === 'unrecognized')
  return lost
    ? {
        verdict: 'failed',
        found: `${describe(lost)} (Its handlers did not run, and the provider will not send it again.)`,
      }
    : accepts(replies)
}

/** As {@link accepts}, with a hint at the usual cause if it fails. */
export function acceptsAtAll(replies: readonly Reply[]): Judgment {
  const judgment = accepts(replies)
  const [bad] = replies
  if (judgment.verdict !== 'failed' || !bad) return judgment
  return { ...judgment, found: `${judgment.found} ${hintFor(bad)}`.trim() }
}

/** Every answer must be a 4xx: a 2xx accepts a forgery, and a 5xx is a crash that makes the provider retry. */
export function refuses(replies: readonly Reply[]): Judgment {
  const taken = replies.find(isAccepted)
  if (taken) return { verdict: 'failed', found: describe(taken) }
  const bad = replies.find((reply) => !isRefused(reply))
  return bad ? { verdict: 'failed', found: describe(bad), instead: failureOf(bad) } : passed(replies)
}

function failureOf(reply: Reply): OtherFailure {
  const isCrash = reply.kind !== 'answered' || reply.status >= 500
  return { severity: 'important', means: isCrash ? `${NOT_REFUSED} ${CRASH}` : NOT_REFUSED }
}

const NOT_REFUSED = 'It was neither accepted nor refused.'
const CRASH =
  'It looks like a crash: anyone can make your code throw, and a provider would send the delivery again.'

/** As {@link refuses}. Closing the connection while such a body arrives counts as a refusal, too. */
export function refusesOrHangsUp(replies: readonly Reply[]): Judgment {
  const others = replies.filter((reply) => !(reply.kind === 'unreachable' && reply.connected))
  return others.length === 0 ? passed(replies) : refuses(others)
}

/** Any answer below 500 passes. */
export function survives(replies: readonly Reply[]): Judgment {
  const bad = replies.find((reply) => reply.kind !== 'answered' || reply.status >= 500)
  return bad ? { verdict: 'failed', found: describe(bad) } : passed(replies)
}

export function isAccepted(reply: Reply): boolean {
  return reply.kind === 'answered' && reply.status >= 200 && reply.status < 300
}

function isRefused(reply: Reply): boolean {
  return reply.kind === 'answered' && reply.status >= 400 && reply.status < 500
}

export function passed(replies: readonly Reply[]): Judgment {
  return { verdict: 'passed', found: replies.map(briefly).join(', ') }
}

/** `200 in 12 ms`, or `200 processed in 12 ms` */
function briefly(reply: Reply): string {
  if (reply.kind === 'answered')
    return [reply.status, outcomeIn(reply), 'in', milliseconds(reply)].filter(Boolean).join(' ')
  return reply.kind === 'timeout'
    ? `no answer in ${milliseconds(reply)}`
    : `hung up after ${milliseconds(reply)}`
}

/** The outcome in a vidhook receiver's answer. */
function outcomeIn(reply: Reply): string | undefined {
  return reply.kind === 'answered' ? verdictIn(reply.body)?.outcome : undefined
}

/** The reply in a sentence, with the beginning of its body. */
export function describe(reply: Reply): string {
  switch (reply.kind) {
    case 'timeout':
      return `No answer in ${milliseconds(reply)}.`
    case 'unreachable':
      return reply.connected
        ? `The connection was closed without an answer (${printable(reply.code)}).`
        : `No connection (${printable(reply.code)}).`
    case 'answered': {
      const phrase = STATUS_CODES[reply.status]
      const said = printable(textOf(reply.body), 120)
      return `Answered ${reply.status}${phrase ? ` ${phrase}` : ''} in ${milliseconds(reply)}${said ? `: ${said}` : '.'}`
    }
  }
}

/** The text of a body. Of an HTML page, only the text that a browser shows. */
function textOf(body: string): string {
  const text = /^\s*<(?:!doctype|html)/i.test(body)
    ? body.replace(/<(title|style|script)[\s\S]*?<\/\1>|<[^>]*>|&nbsp;/gi, ' ')
    : body
  return text.replace(/\s+/g, ' ').trim()
}

function milliseconds({ durationMs }: Reply): string {
  return `${Math.round(durationMs)} ms`
}

function hintFor(reply: Reply): string {
  if (reply.kind !== 'answered') return ''
  const { status, headers } = reply
  if (status >= 300 && status < 400)
    return `(It redirects to ${printable(headers.location ?? 'nowhere')}. Providers may not follow redirects: give them the final URL.)`
  return HINTS[status] ?? ''
}

const HINTS: Readonly<Record<number, string>> = {
  400: '(Is the body parsed before the raw bytes are verified?)',
  401: '(Is the secret the same? Is the signature checked over the raw bytes?)',
  403: '(Is the secret the same? Is there a firewall or a CSRF check in front of it?)',
  404: '(Is the endpoint mounted at this path?)',
  405: '(Does the route accept POST?)',
  415: '(Does it accept application/json?)',
  422: '(Does it require a field that only the guide shows?)',
  500: '(Its log should say what went wrong.)',
}
