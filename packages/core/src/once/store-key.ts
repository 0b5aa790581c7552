import { sha256Hex } from '../proof/hmac.js'

/** Printable ASCII, short enough for an index, and not like a hashed identity. */
const PLAIN = /^(?!hash:)[\x21-\x7e]{1,200}$/

/**
 * The key of an event in the store. The sender chooses the identity. If it is long, or has characters that some store would
 * change or refuse (Postgres refuses NUL, UTF-8 has no lone surrogates), it is hashed.
 */
export function storeKey(receiver: string, identity: string): string | Promise<string> {
  if (PLAIN.test(identity)) return `${receiver}:${identity}`
  // JSON escapes lone surrogates. TextEncoder alone would encode all of them as the same character.
  const hash = sha256Hex(new TextEncoder().encode(JSON.stringify(identity)))
  return typeof hash === 'string' ? hashKey(receiver, hash) : hash.then((hex) => hashKey(receiver, hex))
}

function hashKey(receiver: string, hash: string): string {
  return `${receiver}:hash:${hash}`
}
