import { sha256Hex } from '../proof/hmac.js'

/** Printable ASCII, short enough for an index, and not of the form that a hashed identity takes. */
const PLAIN = /^(?!hash:)[\x21-\x7e]{1,200}$/

/**
 * The key of an event in the store. Identities come from outside: one that is long, or has characters that some store
 * would change or refuse (Postgres knows no NUL, UTF-8 no lone surrogate), is hashed.
 */
export function storeKey(receiver: string, identity: string): string | Promise<string> {
  if (PLAIN.test(identity)) return `${receiver}:${identity}`
  // As JSON, which escapes lone surrogates: UTF-8 would encode all of them as the same character.
  const hash = sha256Hex(new TextEncoder().encode(JSON.stringify(identity)))
  return typeof hash === 'string' ? hashKey(receiver, hash) : hash.then((hex) => hashKey(receiver, hex))
}

function hashKey(receiver: string, hash: string): string {
  return `${receiver}:hash:${hash}`
}
