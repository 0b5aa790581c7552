import type { Authentication } from './authentication.js'
import type { HmacKey } from './hmac.js'
import type { SecretDelivery } from './kept-answers.js'
import type { Keyring } from './secret.js'

/** What {@link verifyHmac} checks. */
export interface HmacProof {
  readonly keys: Keyring
  /** The signed bytes: the raw body, or for many senders an id, a timestamp and the raw body, joined. */
  readonly message: Uint8Array
  /** The decoded signatures, of which one must match; an `undefined` one could not be decoded. */
  readonly signatures: readonly (Uint8Array | undefined)[]
  /** The delivery itself, for a secret that is a function of it. */
  readonly delivery?: SecretDelivery | undefined
}

/**
 * Does one of the signatures, made with one of the secrets, sign this message? HMAC-SHA256, compared in constant time.
 * If none matches and the secret is a function, it is called once more, since the secret may have changed.
 *
 * @throws MisconfiguredError if no secret is set.
 */
export async function verifyHmac(proof: HmacProof): Promise<Authentication> {
  const { keys, delivery } = proof
  const result = await verifyWith(await keys.keys(delivery), proof)
  if (result !== mismatch) return result
  const renewed = await keys.renew?.(delivery)
  return renewed ? verifyWith(renewed, proof) : result
}

async function verifyWith(keys: readonly HmacKey[], proof: HmacProof): Promise<Authentication> {
  const signatures = proof.signatures.filter((signature) => signature !== undefined)
  if (signatures.length === 0) return malformed
  // Stopping at the first match is safe: a forger has no match whose timing could be measured.
  for (const key of keys)
    for (const signature of signatures) if (await key.verify(proof.message, signature)) return match
  return mismatch
}

const match: Authentication = { ok: true }

const malformed: Authentication = { ok: false, reason: 'signature_malformed' }

const mismatch: Authentication = {
  ok: false,
  reason: 'signature_mismatch',
  hint: 'If the sender is the real one: is this the secret of this very endpoint, complete and as it was given? Did something on the way change the body?',
}
