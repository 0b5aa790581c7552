import { type Tone, variableOf } from '../describe.js'
import type { Result } from '../kept-delivery.js'

const REASONS: Readonly<Record<string, string>> = {
  signature_missing: 'There is no X-Webhook-Signature header.',
  signature_repeated: 'X-Webhook-Signature was sent more than once.',
  signature_malformed: 'X-Webhook-Signature is not lower-case hex.',
  signature_mismatch: 'The signature does not match these bytes and your secret.',
  hoox_header_missing: 'There is no X-Hoox-Webhook header.',
  hoox_user_agent_missing: 'The User-Agent is not that of Hoox.',
  callback_missing: 'The URL has no vidhook parameter.',
  callback_repeated: 'The URL has more than one vidhook parameter.',
  callback_expired: 'The signed URL has expired.',
  callback_mismatch: 'The signature in the URL does not match.',
  callback_malformed: 'The vidhook parameter of the URL is malformed.',
  sender_unknown: 'The sender is unknown.',
}

/** The result of the verification, as a title and a sentence. */
export function verificationWording(
  result: Pick<Result, 'verification' | 'provider' | 'sender' | 'outcome'>,
): {
  readonly tone: Tone
  readonly title: string
  readonly text: string
} {
  const { verification, provider, sender } = result
  switch (verification.state) {
    case 'verified':
      return {
        tone: 'good',
        title: 'Verified',
        text:
          provider === 'hoox' || sender?.proof === 'callback'
            ? 'The URL was signed with your secret.'
            : 'The raw body was signed with your secret.',
      }
    case 'refused': {
      const text = [REASONS[verification.reason], verification.hint].filter((each) => each !== undefined)
      return { tone: 'bad', title: `Not verified: ${verification.reason}`, text: text.join(' ') }
    }
    case 'no_secret':
      return {
        tone: 'fair',
        title: 'Not verified: no secret',
        text: `Set ${variableOf(result)} in the environment or in your .env file, and restart vidhook.`,
      }
    case 'unchecked':
      if (result.outcome.kind === 'handshake')
        return { tone: 'plain', title: 'No proof', text: 'A check of the URL carries none.' }
      return {
        tone: 'plain',
        title: 'Not verified: rejected before the check',
        text: 'The request itself is not a valid webhook request.',
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
