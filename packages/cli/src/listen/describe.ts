import { DOCS } from '../docs.js'
import { acknowledges, type Schedule, schedules } from '../providers/schedule.js'
import type { AppAnswer, Origin, Result, Verification } from './kept-delivery.js'

/**
 * The words for a delivery, shared by the terminal, the page's list and its detail view. The answer to the provider comes
 * first: it decides whether the provider retries.
 */

/** The color of a fact: green, yellow, red, or none. */
export type Tone = 'good' | 'fair' | 'bad' | 'plain'

/** The answer to the provider. */
export function describeAnswer({ status, durationMs }: Pick<Result, 'status' | 'durationMs'>): string {
  return `answered ${status} in ${describeDuration(durationMs)}`
}

/** Acknowledged in time is good, unless it was a forgery. */
export function answerTone(result: Result): Tone {
  return acknowledges(result.status) && !isTooLate(result) && !acknowledgesForged(result) ? 'good' : 'bad'
}

/** The receiver's outcome, with the status of its answer. */
export function describeOutcome({ kind, status, code }: Result['outcome']): string {
  return `${kind} ${status}${code === undefined || acknowledges(status) ? '' : ` ${code}`}`
}

/** The meaning of an outcome. */
export function outcomeOf(kind: string): { readonly tone: Tone; readonly meaning: string } {
  return OUTCOMES[kind] ?? { tone: 'plain', meaning: '' }
}

const OUTCOMES: Readonly<Record<string, ReturnType<typeof outcomeOf>>> = {
  handshake: { tone: 'good', meaning: 'The sender checked the URL, and is answered.' },
  waiting: { tone: 'plain', meaning: 'It has not been answered yet.' },
  interrupted: { tone: 'plain', meaning: 'vidhook ended before it was answered.' },
  processed: { tone: 'good', meaning: 'Its handlers run, and it is acknowledged.' },
  ignored: { tone: 'fair', meaning: 'There is no handler for it.' },
  duplicate: { tone: 'plain', meaning: 'This event was processed before. No handler runs twice.' },
  busy: { tone: 'fair', meaning: 'The same event is being processed.' },
  failed: { tone: 'bad', meaning: 'Your app did not acknowledge it.' },
  late: { tone: 'bad', meaning: 'Your app had not finished when the provider had to be answered.' },
  rejected: { tone: 'bad', meaning: 'A receiver rejects it.' },
  unrecognized: { tone: 'fair', meaning: 'It is authentic, but not a known event.' },
  misconfigured: { tone: 'bad', meaning: 'The receiver is set up wrong.' },
  unavailable: { tone: 'bad', meaning: 'The store cannot be reached.' },
}

/** The result of the verification, in a few words. */
export function describeVerification(result: Result): string {
  const { verification } = result
  switch (verification.state) {
    case 'verified':
      return 'verified'
    case 'refused':
      return `not verified: ${verification.reason}`
    case 'no_secret':
      return `not verified: no secret (${variableOf(result)})`
    case 'unchecked':
      return result.outcome.kind === 'handshake'
        ? 'a check of the URL, which carries no proof'
        : 'not verified: rejected before the check'
  }
}

/** The environment variable with the secret that would verify a delivery. */
export function variableOf({ provider, sender }: Pick<Result, 'provider' | 'sender'>): string {
  return sender?.variable ?? (provider === 'hoox' ? 'HOOX_CALLBACK_SECRET' : 'JOGG_WEBHOOK_SECRET')
}

/** The verification as a mark, with a label for screen readers. */
export function verificationMark(state: Verification['state'] | undefined): {
  readonly mark: string
  readonly tone: Tone
  readonly label: string
} {
  switch (state) {
    case 'verified':
      return { mark: '✓', tone: 'good', label: 'verified' }
    case 'refused':
      return { mark: '✗', tone: 'bad', label: 'not verified' }
    case 'no_secret':
      return { mark: '–', tone: 'fair', label: 'no secret to verify with' }
    default:
      return { mark: '–', tone: 'plain', label: 'not checked' }
  }
}

/** The application's answer, in a few words. */
export function describeApp(app: AppAnswer): string {
  switch (app.kind) {
    case 'answered':
      return `your app answered ${app.status} in ${describeDuration(app.durationMs)}`
    case 'unreachable':
      return `your app did not answer: ${app.error}`
    case 'withheld':
      return 'not forwarded: the body is not complete'
  }
}

/** The fields that handlers do not get, and where to find them. `undefined` if they get all fields. */
function describeDeviations({ deviations }: Pick<Result, 'deviations'>): string | undefined {
  if (deviations.length === 0) return undefined
  const fields = deviations.map(({ field, found }) => `${field} (${found})`).join(', ')
  return `Handlers get it without ${fields}: not of the documented type. context.rawBody has the original. See ${DOCS}/errors.md#field_left_out`
}

/** The provider's name as users know it. `undefined` if the provider is unknown. */
export function describeProvider(provider: Result['provider'] | undefined): string | undefined {
  return provider && scheduleOf({ provider })?.provider
}

/** The origin of a delivery that was sent from the page. `undefined` if it was received. */
export function describeOrigin(origin: Origin): string | undefined {
  if (origin.kind === 'received') return undefined
  return origin.kind === 'sample' ? 'sample' : `${origin.kind} from #${origin.of}`
}

/** The local time, with the date in front unless it is today. */
export function describeTime(iso: string, now = new Date()): string {
  const time = new Date(iso)
  const clock = time.toTimeString().slice(0, 8)
  if (time.toDateString() === now.toDateString()) return clock
  const [month, day] = [time.getMonth() + 1, time.getDate()].map((each) => String(each).padStart(2, '0'))
  return `${time.getFullYear()}-${month}-${day} ${clock}`
}

export function describeDuration(ms: number): string {
  return ms < 1000 ? `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** The reason for the outcome, if its name is not enough. */
export function adviceOnOutcome(result: Result): readonly string[] {
  const { verification, reason, hint } = result
  const why = verification.state === 'refused' ? undefined : reason
  return [why, hint, describeDeviations(result)].filter((line) => line !== undefined)
}

/** What is wrong with the answer, and how the provider reacts to it. */
export function adviceOnAnswer(result: Result): readonly string[] {
  const schedule = scheduleOf(result)
  const lines: string[] = []
  if (acknowledgesForged(result))
    lines.push(
      'Your app acknowledged a delivery that a receiver rejects. It does not seem to verify deliveries.',
    )
  if (schedule && isTooLate(result))
    lines.push(
      `${schedule.provider} waits ${schedule.timeoutMs / 1000} s for an answer. This one was too late.`,
    )
  else if (schedule && !acknowledges(result.status))
    lines.push(`${schedule.provider} would retry: only a 2xx acknowledges.`)
  return lines
}

/** How the provider delivers, if it is known. */
export function scheduleOf({
  provider,
  sender,
}: Pick<Result, 'provider' | 'sender'>): Pick<Schedule, 'provider' | 'timeoutMs'> | undefined {
  if (sender) return { provider: sender.title, timeoutMs: sender.timeoutMs }
  return provider === 'unknown' ? undefined : schedules[provider]
}

function isTooLate(result: Result): boolean {
  const schedule = scheduleOf(result)
  return schedule !== undefined && result.durationMs > schedule.timeoutMs
}

/** Whether the application acknowledged a delivery that failed verification. Then anyone who knows its URL can forge events. */
function acknowledgesForged({ verification, app }: Result): boolean {
  return verification.state === 'refused' && app?.kind === 'answered' && acknowledges(app.status)
}
