import { andThen, isThenable } from '../thenable.js'
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
  return checkHmac(proof)
}

/** The same, at once if the keys are at hand and node:crypto is there. */
export function checkHmac(proof: HmacProof): Authentication | Promise<Authentication> {
  return verifyRenewing(proof, (keys) => verifyWith(keys, proof))
}

/** Verifies with the keys at hand. If none of them fits, verifies again with keys that are loaded anew, if they can be. */
export function verifyRenewing<Key extends VerifyKey>(
  { keys: keyring, delivery }: { readonly keys: Keyring<Key> } & Pick<HmacProof, 'delivery'>,
  verify: (keys: readonly Key[]) => Authentication | Promise<Authentication>,
): Authentication | Promise<Authentication> {
  const first = andThen(keyring.keys(delivery), verify)
  return andThen(first, (result) => {
    if (result.ok || result === malformed) return result
    return andThen(keyring.renew?.(delivery), (renewed) => (renewed ? verify(renewed) : result))
  })
}

/** Checks the signatures with these keys. */
export function verifyWith(
  keys: readonly VerifyKey[],
  proof: Pick<HmacProof, 'message' | 'signatures'>,
): Authentication | Promise<Authentication> {
  const { message, signatures } = proof
  const [key] = keys
  const [signature] = signatures
  // The usual case: one secret, one signature.
  if (key && signature && keys.length === 1 && signatures.length === 1) {
    const matches = key.verify(message, signature)
    return isThenable(matches) ? matches.then(matchIf) : matchIf(matches)
  }
  const decoded = signatures.filter((signature) => signature !== undefined)
  return decoded.length === 0 ? malformed : verifyEach(keys, decoded, message)
}

function matchIf(matches: boolean): Authentication {
  return matches ? match : mismatch
}

async function verifyEach(
  keys: readonly VerifyKey[],
  signatures: readonly Uint8Array[],
  message: Uint8Array,
): Promise<Authentication> {
  // Stopping at the first match reveals nothing to a forger, who never has a match.
  for (const key of keys)
    for (const signature of signatures) if (await key.verify(message, signature)) return match
  return mismatch
}

const match: Authentication = { ok: true }

const malformed: Authentication = { ok: false, reason: 'signature_malformed' }

const mismatch: Authentication = {
  ok: false,
  reason: 'signature_mismatch',
  hint: 'If the delivery is genuine: is this the secret of this endpoint, copied in full? Did a proxy or a parser change the body?',
}
