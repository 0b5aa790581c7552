import type { Result, Verification } from '../kept-delivery.js'

/** How an outcome looks, and what it means. */
export interface OutcomeWording {
  readonly tone: 'good' | 'fair' | 'bad' | 'plain'
  readonly meaning: string
}

const OUTCOMES: Readonly<Record<string, OutcomeWording>> = {
  waiting: { tone: 'plain', meaning: 'It has not been answered yet.' },
  interrupted: { tone: 'plain', meaning: 'vidhook ended before it was answered.' },
  processed: { tone: 'good', meaning: 'Its handlers run, and it is acknowledged.' },
  ignored: { tone: 'fair', meaning: 'No handler listens for it.' },
  duplicate: { tone: 'fair', meaning: 'This event was processed before. No handler runs twice.' },
  busy: { tone: 'fair', meaning: 'The same event is being worked on.' },
  failed: { tone: 'bad', meaning: 'Your app did not acknowledge it.' },
  late: { tone: 'bad', meaning: 'Your app was still at work when the provider had to be answered.' },
  rejected: { tone: 'bad', meaning: 'A receiver refuses it.' },
  unrecognized: { tone: 'fair', meaning: 'Authentic, but not an event of a known form.' },
  misconfigured: { tone: 'bad', meaning: 'The receiver is set up wrong.' },
  unavailable: { tone: 'bad', meaning: 'The store cannot be reached.' },
}

export function outcomeWording(kind: string): OutcomeWording {
  return OUTCOMES[kind] ?? { tone: 'plain', meaning: '' }
}

const REASONS: Readonly<Record<string, string>> = {
  signature_missing: 'There is no X-Webhook-Signature header.',
  signature_repeated: 'X-Webhook-Signature was sent more than once.',
  signature_malformed: 'X-Webhook-Signature is not lower-case hex.',
  signature_mismatch: 'The signature was not made over these bytes with your secret.',
  hoox_header_missing: 'There is no X-Hoox-Webhook header.',
  hoox_user_agent_missing: 'The User-Agent is not that of Hoox.',
  callback_missing: 'The URL carries no proof.',
  callback_repeated: 'The URL carries more than one proof.',
  callback_expired: 'The signed URL has expired.',
  callback_mismatch: 'The proof in the URL does not match.',
  callback_malformed: 'The proof in the URL is not of the right form.',
  sender_unknown: 'Nothing tells who sent it.',
}

export interface VerificationWording {
  readonly tone: OutcomeWording['tone']
  readonly title: string
  readonly text: string
}

export function verificationWording({
  verification,
  provider,
}: Pick<Result, 'verification' | 'provider'>): VerificationWording {
  switch (verification.state) {
    case 'verified':
      return {
        tone: 'good',
        title: 'Verified',
        text:
          provider === 'hoox'
            ? 'The URL carries a proof that was made with your secret.'
            : 'The signature over the raw body was made with your secret.',
      }
    case 'refused': {
      const text = [REASONS[verification.reason], verification.hint].filter((each) => each !== undefined)
      return { tone: 'bad', title: `Not verified: ${verification.reason}`, text: text.join(' ') }
    }
    case 'no_secret':
      return {
        tone: 'fair',
        title: 'Not verified: no secret',
        text: `Set ${provider === 'hoox' ? 'HOOX_CALLBACK_SECRET' : 'JOGG_WEBHOOK_SECRET'} in the environment or in .env, and start vidhook again.`,
      }
    case 'unchecked':
      return {
        tone: 'plain',
        title: 'Not verified: refused before',
        text: 'The request itself is not one of a webhook.',
      }
  }
}

/** For the list: a mark, and what it says to who does not see it. */
export function verificationMark(state: Verification['state'] | undefined): {
  readonly mark: string
  readonly label: string
} {
  switch (state) {
    case 'verified':
      return { mark: '✓', label: 'verified' }
    case 'refused':
      return { mark: '✗', label: 'not verified' }
    default:
      return { mark: '–', label: state === 'no_secret' ? 'no secret to verify with' : 'not checked' }
  }
}

export function size(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${(bytes / 1024).toFixed(1)} KiB`
}

/** A few words as a sentence. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
