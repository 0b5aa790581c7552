import { sha256Hex } from '../proof/hmac.js'
import { andThen } from '../thenable.js'

/** Printable ASCII, short enough for an index, and not like a hashed identity. */
const PLAIN = /^(?!hash:)[\x21-\x7e]{1,200}$/

/**
 * The key of an event in the store. The sender chooses the identity. If it is long, or has characters that some store would
 * change or refuse (Postgres refuses NUL, UTF-8 has no lone surrogates), it is hashed.
 *
 * @param receiver the receiver's name, unless nothing shares the store with it
 */
export function storeKey(receiver: string | undefined, identity: string): string | Promise<string> {
  if (PLAIN.test(identity)) return keyFor(receiver, identity)
  // JSON escapes lone surrogates. TextEncoder alone would encode all of them as the same character.
  const hash = sha256Hex(new TextEncoder().encode(JSON.stringify(identity)))
  return andThen(hash, (hex) => keyFor(receiver, `hash:${hex}`))
}

function keyFor(receiver: string | undefined, id: string): string {
  return receiver === undefined ? id : `${receiver}:${id}`
}
