import type { Authentication } from './authentication.js'
import { hmacKey } from './hmac.js'
import { type Keyring, refusedWith } from './secret.js'
import type { SecretDelivery } from './secret-cache.js'
import { verifyHmac } from './verify-hmac.js'

/** The input of {@link verifyToken}. */
export interface TokenProof {
  readonly keys: Keyring
  /** What the sender put into a header. Cut `Bearer ` off first. */
  readonly token: string | undefined
  /** The delivery, needed if the secret is a function of it. */
  readonly delivery?: SecretDelivery | undefined
}

/**
 * Checks a shared token that a sender puts into a header, in constant time. It covers neither the body nor the time: whoever
 * has seen one delivery can forge others.
 *
 * @throws MisconfiguredError if no secret is set.
 * @example
 * ```ts
 * verifyToken({ keys, token: delivery.headers.get('authorization')?.replace(/^Bearer /, ''), delivery })
 * ```
 */
export async function verifyToken({ keys, token, delivery }: TokenProof): Promise<Authentication> {
  if (!token) return refusedWith(keys, delivery, { ok: false, reason: 'token_missing' })
  // Compares what the two make of a message, so neither the token's length nor its first letters can be timed.
  const message = new Uint8Array(1)
  const signature = await hmacKey(token).sign(message)
  const { ok } = await verifyHmac({ keys, message, signatures: [signature], delivery })
  return ok ? { ok } : mismatch
}

const mismatch: Authentication = {
  ok: false,
  reason: 'token_mismatch',
  hint: 'If the delivery is genuine: is this the token that the sender was given, copied in full?',
}
