import type { Authentication } from './provider.js'
import type { Keyring } from './secret.js'

/** What {@link verifyHmac} checks. */
export interface HmacProof {
  readonly keys: Keyring
  /** The signed bytes: the raw body, or for many senders an id, a timestamp and the raw body, joined. */
  readonly message: Uint8Array
  /** The decoded signatures, of which one must match; an `undefined` one could not be decoded. */
  readonly signatures: readonly (Uint8Array | undefined)[]
}

/**
 * Does one of the signatures, made with one of the secrets, sign this message? HMAC-SHA256, compared in constant time.
 *
 * @throws MisconfiguredError if no secret is set.
 */
export function verifyHmac(proof: HmacProof): Authentication | Promise<Authentication> {
  const keys = proof.keys.keys()
  return keys instanceof Promise ? keys.then((ready) => verifyWith(ready, proof)) : verifyWith(keys, proof)
}

function verifyWith(
  keys: Awaited<ReturnType<Keyring['keys']>>,
  proof: HmacProof,
): Authentication | Promise<Authentication> {
  if (proof.signatures.every((signature) => signature === undefined)) return malformed
  // To stop at the first match tells nothing to a forger, who never has one.
  const pending: Promise<boolean>[] = []
  for (const key of keys) {
    for (const signature of proof.signatures) {
      if (signature === undefined) continue
      const matches = key.verify(proof.message, signature)
      if (matches === true) return match
      if (matches !== false) pending.push(matches)
    }
  }
  return pending.length === 0
    ? mismatch
    : Promise.all(pending).then((all) => (all.includes(true) ? match : mismatch))
}

const match: Authentication = { ok: true }

const malformed: Authentication = { ok: false, reason: 'signature_malformed' }

const mismatch: Authentication = {
  ok: false,
  reason: 'signature_mismatch',
  hint: 'If the sender is the real one: is this the secret of this very endpoint, complete and as it was given? Did something on the way change the body?',
}
