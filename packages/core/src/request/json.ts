/** Any JSON value. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Deeper than any documented event, and shallow enough for any recursive function that a handler may call. */
const MAX_DEPTH = 64

/**
 * Parses an authentic body. Returns `undefined` if the bytes are not UTF-8, not JSON, or nested deeper than
 * 64 levels.
 *
 * Skips a byte order mark, as RFC 8259, section 8.1 allows. Drops keys that could change a prototype when a handler copies
 * the event: `__proto__`, and a `constructor` with a `prototype`.
 */
export function parseJson(body: Uint8Array): { readonly value: JsonValue } | undefined {
  let value: JsonValue
  try {
    value = JSON.parse(utf8.decode(body))
  } catch {
    return undefined
  }
  return dropPrototypeKeys(value, 0) ? { value } : undefined
}

function dropPrototypeKeys(value: JsonValue, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth === MAX_DEPTH) return false
  if (Array.isArray(value)) {
    for (const item of value) if (!dropPrototypeKeys(item, depth + 1)) return false
    return true
  }
  const object = value as { [key: string]: JsonValue }
  // A loop, without a list of the keys. It would also find the keys of a polluted Object.prototype, which are not the body's.
  for (const key in object) {
    if (key === '__proto__') delete object[key]
    const part = object[key]
    if (typeof part !== 'object' || part === null || !Object.hasOwn(object, key)) continue
    if (key === 'constructor' && Object.hasOwn(part, 'prototype')) delete object[key]
    else if (!dropPrototypeKeys(part, depth + 1)) return false
  }
  return true
}

export function isJsonObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A sentence for messages about an id that JSON.parse has rounded. Empty for any other. */
export function lostDigits(id: number): string {
  if (!Number.isInteger(id) || Number.isSafeInteger(id)) return ''
  return ' It is beyond 2^53, so its last digits were lost when it was parsed.'
}
