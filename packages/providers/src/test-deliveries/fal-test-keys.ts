import { ed25519Keyring, type Keyring, type VerifyKey } from '@vidhook/core'
import { hex, type Sign } from './signing.js'

/**
 * The keys for `fal({ keys })` in a test. Deliveries that are signed with this text, as `secret` of `senderDelivery()`, are
 * authentic for them.
 *
 * @example
 * ```ts
 * const receiver = createReceiver(fal({ keys: falTestKeys('test') }), { on: { OK: handler } })
 * await receiver.receive(await senderDelivery('fal', 'OK', { secret: 'test' }))
 * ```
 */
export function falTestKeys(secret: string): Keyring<VerifyKey> {
  return ed25519Keyring(() => publicKeyOf(secret), "fal's test key", 'Give falTestKeys() a text.')
}

/** Ed25519 over four lines: request, user, timestamp, SHA-256 of the body. */
export const signFal: Sign = async ({ secret, body, timestamp, id }) => {
  const hash = hex(new Uint8Array(await crypto.subtle.digest('SHA-256', body)))
  const lines = [id, 'test-user', timestamp, hash]
  const message = new TextEncoder().encode(lines.join('\n'))
  const signature = await crypto.subtle.sign('Ed25519', await privateKeyOf(secret), message)
  return {
    'x-fal-webhook-request-id': id,
    'x-fal-webhook-user-id': 'test-user',
    'x-fal-webhook-timestamp': timestamp,
    'x-fal-webhook-signature': hex(new Uint8Array(signature)),
  }
}

/** RFC 8410, section 7: what stands before the 32 bytes of an Ed25519 private key in PKCS #8. */
const PKCS8 = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]

async function privateKeyOf(secret: string): Promise<CryptoKey> {
  const seed = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret)))
  return crypto.subtle.importKey('pkcs8', new Uint8Array([...PKCS8, ...seed]), 'Ed25519', true, ['sign'])
}

async function publicKeyOf(secret: string): Promise<string> {
  const { x = '' } = await crypto.subtle.exportKey('jwk', await privateKeyOf(secret))
  return x.replaceAll('-', '+').replaceAll('_', '/')
}
