import { DOCS } from '../docs.js'
import { acknowledges, schedules } from '../providers/schedule.js'
import type { AppAnswer, KeptDelivery, Result } from './kept-delivery.js'

/** Whether a delivery was verified, in a few words. */
export function describeVerification({ verification, provider }: Result): string {
  switch (verification.state) {
    case 'verified':
      return 'verified'
    case 'refused':
      return `not verified: ${verification.reason}`
    case 'no_secret':
      return `not verified: no secret (${provider === 'hoox' ? 'HOOX_CALLBACK_SECRET' : 'JOGG_WEBHOOK_SECRET'})`
    case 'unchecked':
      return 'not verified: refused before'
  }
}

/** What the application answered, in a few words. */
export function describeApp(app: AppAnswer): string {
  switch (app.kind) {
    case 'answered':
      return `your app answered ${app.status} in ${describeDuration(app.durationMs)}`
    case 'unreachable':
      return `your app did not answer: ${app.error}`
    case 'withheld':
      return 'not passed on: the body is not complete'
  }
}

/** More than the outcome's name: what was surprising, what to do about it, and whether the provider would have waited. */
export function adviceOn({ result }: Pick<KeptDelivery, 'result'>): readonly string[] {
  if (!result) return []
  const { verification, reason, hint, provider, durationMs, status } = result
  const lines = [verification.state === 'refused' ? undefined : reason, hint, describeDeviations(result)]
  if (acknowledgesForged(result))
    lines.push('Your app acknowledged a delivery that a receiver refuses: it does not seem to verify.')
  if (provider !== 'unknown') {
    const { provider: title, timeoutMs } = schedules[provider]
    if (durationMs > timeoutMs)
      lines.push(`${title} waits ${timeoutMs / 1000} s for an answer: this one came too late.`)
    else if (!acknowledges(status)) lines.push(`${title} would send it again: only a 2xx acknowledges.`)
  }
  return lines.filter((line) => line !== undefined)
}

/** Which fields a handler does not get, and where they are instead. Nothing, if it gets all of them. */
function describeDeviations({ deviations }: Pick<Result, 'deviations'>): string | undefined {
  if (deviations.length === 0) return undefined
  const fields = deviations.map(({ field, found }) => `${field} (${found})`).join(', ')
  return `A handler gets it without ${fields}: not of the documented form. context.rawBody has it. See ${DOCS}/errors.md#field_left_out`
}

/** The application takes what proves nothing: anyone who finds its address can make it believe anything. */
export function acknowledgesForged({ verification, app }: Pick<Result, 'verification' | 'app'>): boolean {
  return verification.state === 'refused' && app?.kind === 'answered' && acknowledges(app.status)
}

export function describeDuration(ms: number): string {
  return ms < 1000 ? `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}
