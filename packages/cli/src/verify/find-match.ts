import { createHmac, timingSafeEqual } from 'node:crypto'
import { bodyReadings } from './body-readings.js'
import type { Mistake } from './reading.js'
import { type GivenSecret, secretReadings } from './secret-readings.js'
import { signatureReadings } from './signature-readings.js'

export interface Question {
  /** As it was given: the value of `X-Webhook-Signature`, or what somebody took for it. */
  readonly signature: string
  /** What the receiver has. */
  readonly secrets: readonly GivenSecret[]
  /** What else lies about. */
  readonly otherSecrets: readonly GivenSecret[]
  readonly body: Uint8Array
}

/** A match that takes the fewest mistakes. Without any, the signature is right. */
export interface Match {
  /** Which secret signed, by what the user knows it by. */
  readonly secret: string
  readonly mistakes: readonly Mistake[]
}

/** A match of HMAC-SHA256 is never an accident, so whatever is found is what happened. */
export function findMatch({ signature, secrets, otherSecrets, body }: Question): Match | undefined {
  const signatures = signatureReadings(signature)
  if (signatures.length === 0) return undefined
  const bodies = bodyReadings(body)
  const keys = secretReadings(secrets, otherSecrets)
  const guesses = keys.flatMap((key) => bodies.map((reading) => ({ key, reading })))
  let best: Match | undefined
  for (const { key, reading } of guesses) {
    const made = key.mistakes.length + reading.mistakes.length
    if (best && made >= best.mistakes.length) continue
    const signed = createHmac('sha256', key.value.key).update(reading.value).digest()
    for (const { value, mistakes } of signatures) {
      if (!timingSafeEqual(value, signed)) continue
      const match = { secret: key.value.label, mistakes: [...mistakes, ...key.mistakes, ...reading.mistakes] }
      if (!best || match.mistakes.length < best.mistakes.length) best = match
    }
  }
  return best
}
