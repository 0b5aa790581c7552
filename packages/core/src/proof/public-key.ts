import { MisconfiguredError } from '../misconfigured.js'
import { decodeBase64, unshared } from './hmac.js'
import { type Keyring, type KeyringOptions, keyringOf, type Secret, type VerifyKey } from './secret.js'

/**
 * The Ed25519 public keys of a sender that gives out its key as text: one key, a list (any one may match), or a function of
 * the delivery. The default decoder takes base64 of the 32 bytes, with or without the prefix `whpk_` of Standard Webhooks.
 *
 * @param label names the key in messages: `Acme's public key`
 * @param hint says in messages where to find the key
 */
export function ed25519Keyring(
  publicKey: Secret,
  label: string,
  hint: string,
  options: Omit<KeyringOptions, 'hash'> = {},
): Keyring<VerifyKey> {
  const { decode = decodePublicKey } = options
  return keyringOf(publicKey, label, hint, { ...options, decode }, (bytes) => {
    if (typeof bytes !== 'string' && bytes.byteLength === ED25519_KEY_BYTES) return ed25519Key(bytes)
    throw new MisconfiguredError(
      'provider_failed',
      `${label} is not an Ed25519 public key: base64 of 32 bytes, with or without whpk_. ${hint}`,
    )
  })
}

/** RFC 8032, section 5.1.5. */
export const ED25519_KEY_BYTES = 32
/** RFC 8032, section 5.1.6. */
const ED25519_SIGNATURE_BYTES = 64

/**
 * An Ed25519 public key (RFC 8032). Web Crypto verifies, which has Ed25519 on every supported runtime. Node 20 warns once that it
 * is experimental there.
 */
export function ed25519Key(bytes: Uint8Array, id?: string): VerifyKey {
  return webCryptoKey(id, ED25519_SIGNATURE_BYTES, 'Ed25519', () =>
    crypto.subtle.importKey('raw', unshared(bytes), 'Ed25519', false, ['verify']),
  )
}

/** An RSA public key for RS256, which is RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518, section 3.3). `n` and `e` are base64url. */
export function rsaKey(n: string, e: string, modulusBytes: number, id?: string): VerifyKey {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  return webCryptoKey(id, modulusBytes, algorithm.name, () =>
    crypto.subtle.importKey('jwk', { kty: 'RSA', n, e }, algorithm, false, ['verify']),
  )
}

/** A key that is imported when it is first used. */
function webCryptoKey(
  id: string | undefined,
  signatureBytes: number,
  algorithm: string,
  load: () => Promise<CryptoKey>,
): VerifyKey {
  let imported: Promise<CryptoKey> | undefined
  return {
    id,
    async verify(message, signature) {
      if (signature.byteLength !== signatureBytes) return false
      imported ??= load()
      return crypto.subtle.verify(algorithm, await imported, unshared(signature), unshared(message))
    },
  }
}

function decodePublicKey(text: string): Uint8Array {
  const base64 = text.trim().replace(/^whpk_|=+$/g, '')
  return decodeBase64(base64.padEnd(Math.ceil(base64.length / 4) * 4, '=')) ?? new Uint8Array(1)
}
