import type { Tone } from '../describe.js'
import type { Result } from '../kept-delivery.js'

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

/** What was found out about the sender, as a title and a sentence. */
export function verificationWording({ verification, provider }: Pick<Result, 'verification' | 'provider'>): {
  readonly tone: Tone
  readonly title: string
  readonly text: string
} {
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

/** Facts in one line, without those that are missing. */
export function joined(...facts: readonly (string | undefined)[]): string {
  return facts.filter((fact) => fact !== undefined).join(' · ')
}

/** A few words as a sentence. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
