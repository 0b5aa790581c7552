import { createHmac, timingSafeEqual } from 'node:crypto'
import { bodyReadings } from './body-readings.js'
import type { Mistake } from './reading.js'
import { type GivenSecret, secretReadings } from './secret-readings.js'
import { signatureReadings } from './signature-readings.js'

export interface Question {
  /** As given: the value of `X-Webhook-Signature`, or a mistaken form of it. */
  readonly signature: string
  /** The receiver's secrets. */
  readonly secrets: readonly GivenSecret[]
  /** Other secrets in the environment. */
  readonly otherSecrets: readonly GivenSecret[]
  readonly body: Uint8Array
}

/** The match with the fewest mistakes. Without mistakes, the signature is right. */
export interface Match {
  /** The label of the secret that signed. */
  readonly secret: string
  readonly mistakes: readonly Mistake[]
}

/** Finds the mistakes that explain a mismatch: HMAC-SHA256 does not match by chance. */
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
