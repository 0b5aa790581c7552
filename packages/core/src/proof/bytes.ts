/**
 * Joins text, encoded as UTF-8, and bytes: for a signed message of several parts.
 *
 * @example
 * ```ts
 * const message = concatBytes(`${id}.${timestamp}.`, delivery.body)
 * ```
 */
export function concatBytes(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  const encoded = parts.map((part) => (typeof part === 'string' ? new TextEncoder().encode(part) : part))
  const joined = new Uint8Array(encoded.reduce((size, part) => size + part.byteLength, 0))
  let at = 0
  for (const part of encoded) {
    joined.set(part, at)
    at += part.byteLength
  }
  return joined
}
