import type { Authentication } from './authentication.js'
import type { Keyring, VerifyKey } from './secret.js'
import type { SecretDelivery } from './secret-cache.js'

/** The input of {@link verifyHmac}. */
export interface HmacProof {
  readonly keys: Keyring
  /** The signed bytes: the raw body, or for many senders an id, a timestamp and the raw body, joined. */
  readonly message: Uint8Array
  /** The decoded signatures. One of them must match. `undefined` stands for one that could not be decoded. */
  readonly signatures: readonly (Uint8Array | undefined)[]
  /** The delivery, needed if the secret is a function of it. */
  readonly delivery?: SecretDelivery | undefined
}

/**
 * Checks whether one of the signatures is the message's HMAC with one of the keys, of the hash that the keyring was made
 * with. Compares in constant time.
 * If none matches and the secret is a function, the function is called again, since the secret may have changed.
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

/** Checks the signatures with these keys. */
export async function verifyWith(
  keys: readonly VerifyKey[],
  proof: Pick<HmacProof, 'message' | 'signatures'>,
): Promise<Authentication> {
  const signatures = proof.signatures.filter((signature) => signature !== undefined)
  if (signatures.length === 0) return malformed
  // Stopping at the first match reveals nothing to a forger, who never has a match.
  for (const key of keys)
    for (const signature of signatures) if (await key.verify(proof.message, signature)) return match
  return mismatch
}

const match: Authentication = { ok: true }

const malformed: Authentication = { ok: false, reason: 'signature_malformed' }

export const mismatch: Authentication = {
  ok: false,
  reason: 'signature_mismatch',
  hint: 'If the delivery is genuine: is this the secret of this endpoint, copied in full? Did a proxy or a parser change the body?',
}
