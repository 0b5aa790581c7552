/**
 * HMAC (RFC 2104) and SHA-256. HMAC-SHA256 uses node:crypto where it exists (Node, Bun, Deno), since it is synchronous and
 * fast, and Web Crypto elsewhere (Workers, Edge). Both give the same results and compare in constant time. The other hashes
 * always use Web Crypto.
 */
import {
  LONGEST_ONE_SHOT,
  type OneShotHash,
  oneShotHmac,
  SHA256_BYTES,
  writeBinary,
} from './one-shot-hmac.js'

/** A hash for HMAC, by its name in Web Crypto. */
export type HmacHash = 'SHA-1' | 'SHA-256' | 'SHA-512'

/** A key that is imported once and used for many deliveries. */
export interface HmacKey {
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>
  /** In constant time. A signature that is shorter or longer than the hash does not match. */
  verify(message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>
}

/** Makes a key from a secret. A string is encoded as UTF-8, bytes are used unchanged. */
export function hmacKey(secret: string | Uint8Array, hash: HmacHash = 'SHA-256'): HmacKey {
  const bytes = typeof secret === 'string' ? new TextEncoder().encode(secret) : secret
  const node = hash === 'SHA-256' ? nodeCrypto() : undefined
  return node ? nodeKey(node, bytes) : webKey(bytes, hash)
}

/** The lower-case hex of a message's SHA-256 (FIPS 180-4): for senders that sign a hash of the body instead of the body. */
export function sha256Hex(message: Uint8Array): string | Promise<string> {
  const node = nodeCrypto()
  if (node) return node.createHash('sha256').update(message).digest('hex')
  return webSha256Hex(message)
}

async function webSha256Hex(message: Uint8Array): Promise<string> {
  return encodeHex(new Uint8Array(await crypto.subtle.digest('SHA-256', unshared(message))))
}

export function nodeKey(node: NodeCrypto, bytes: Uint8Array): HmacKey {
  const key = node.createSecretKey(bytes)
  const oneShot = node.hash && oneShotHmac(node.hash, bytes)
  const sign = (message: Uint8Array, signature: Uint8Array) => {
    const hmac =
      oneShot && message.byteLength <= LONGEST_ONE_SHOT
        ? oneShot(message)
        : node.createHmac('sha256', key).update(message).digest('binary')
    writeBinary(hmac, signature, 0)
    return signature
  }
  // Reused for all messages: each is written and compared before other code can run. A new small array would lie in V8's heap,
  // and moving it out for Node would take half as long as the hash.
  const expected = new Uint8Array(SHA256_BYTES)
  const given = new Uint8Array(SHA256_BYTES)
  return {
    sign: (message) => sign(message, new Uint8Array(SHA256_BYTES)),
    verify(message, signature) {
      if (signature.byteLength !== SHA256_BYTES) return false
      given.set(signature)
      return node.timingSafeEqual(sign(message, expected), given)
    },
  }
}

export function webKey(bytes: Uint8Array, hash: HmacHash = 'SHA-256'): HmacKey {
  let imported: Promise<CryptoKey> | undefined
  const key = () => {
    imported ??= crypto.subtle.importKey('raw', unshared(bytes), { name: 'HMAC', hash }, false, [
      'sign',
      'verify',
    ])
    return imported
  }
  return {
    sign: async (message) => new Uint8Array(await crypto.subtle.sign('HMAC', await key(), unshared(message))),
    verify: async (message, signature) =>
      crypto.subtle.verify('HMAC', await key(), unshared(signature), unshared(message)),
  }
}

/** The bytes of lower-case hex, or `undefined` for anything else, so that no signature can be written in two ways. */
export function decodeHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined
  const bytes = new Uint8Array(text.length / 2)
  let wrong = 0
  for (let index = 0; index < bytes.length; index++) {
    const high = HEX_DIGITS[text.charCodeAt(index * 2)] ?? -1
    const low = HEX_DIGITS[text.charCodeAt(index * 2 + 1)] ?? -1
    wrong |= high | low
    bytes[index] = (high << 4) | low
  }
  return wrong < 0 ? undefined : bytes
}

/** Indexed by character code: the value of a hex digit, or -1. */
const HEX_DIGITS = Int8Array.from({ length: 128 }, (_, code) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(code)),
)

export function encodeHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}

/** The bytes of standard base64 (RFC 4648, section 4), or `undefined` if the text is not their canonical encoding. */
export function decodeBase64(text: string): Uint8Array | undefined {
  try {
    const bytes = bytesOfBase64(text)
    return encodeBase64(bytes) === text ? bytes : undefined
  } catch {
    return undefined
  }
}

/**
 * The bytes of base64, also if it is not their canonical encoding, has no padding, or has white space in it.
 *
 * @throws DOMException if it is not base64
 */
export function bytesOfBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
}

export function encodeBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

export type NodeCrypto = Pick<
  typeof import('node:crypto'),
  'createHash' | 'createHmac' | 'createSecretKey' | 'timingSafeEqual'
> & {
  /** Since Node 20.12. Not every runtime that has node:crypto has it. */
  readonly hash?: OneShotHash | undefined
}

/** Loaded at run time: bundlers refuse an import of a Node module in code for Edge runtimes. */
export function nodeCrypto(): NodeCrypto | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } }
  try {
    return process?.getBuiltinModule?.('node:crypto') as NodeCrypto | undefined
  } catch {
    return undefined // in Next's Edge runtime, the functions of `process` exist but throw
  }
}

/** Web Crypto does not take bytes of a `SharedArrayBuffer`: copies those. */
export function unshared(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes)
}
