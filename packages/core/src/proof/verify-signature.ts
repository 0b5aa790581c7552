import type { Authentication } from './authentication.js'
import type { Keyring, VerifyKey } from './secret.js'
import { type HmacProof, verifyRenewing, verifyWith } from './verify-hmac.js'

/** The input of {@link verifySignature}. */
export interface SignatureProof extends Omit<HmacProof, 'keys'> {
  /** From {@link jwks} or {@link ed25519Keyring}. */
  readonly keys: Keyring<VerifyKey>
  /** The key's name, if the sender says which key it used: then no other key is tried. */
  readonly keyId?: string | undefined
}

/**
 * Checks whether one of the signatures was made with the private half of one of the keys: Ed25519, or RS256 if the key is an
 * RSA key. If none matches, or there is no key of that name, keys that can be fetched again are, since the sender may have
 * a new one.
 *
 * @throws MisconfiguredError if there is no key.
 */
export async function verifySignature(proof: SignatureProof): Promise<Authentication> {
  const { keyId } = proof
  return verifyRenewing(proof, (keys) => {
    const named = keyId === undefined ? keys : keys.filter(({ id }) => id === keyId)
    return named.length === 0 ? keyUnknown : verifyWith(named, proof)
  })
}

const keyUnknown: Authentication = {
  ok: false,
  reason: 'signature_key_unknown',
  hint: 'The delivery names a key that the sender does not publish. If it is genuine: are these the keys of this environment?',
}
