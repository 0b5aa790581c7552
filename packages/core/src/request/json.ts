/** Any value that JSON can carry. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Deeper than any event is documented to be, and shallow enough for every recursive function a handler may call. */
const MAX_DEPTH = 64

/**
 * Parses an authentic body. The answer is `undefined` if the bytes are not UTF-8, not JSON, or nested deeper than
 * 64 levels.
 *
 * A byte order mark is skipped, as RFC 8259, section 8.1 allows. Keys that could reach a prototype once a handler copies
 * the event (`__proto__`, or a `constructor` with a `prototype`) are dropped.
 */
export function parseJson(body: Uint8Array): { readonly value: JsonValue } | undefined {
  let value: JsonValue
  try {
    value = JSON.parse(utf8.decode(body))
  } catch {
    return undefined
  }
  return disarm(value, 0) ? { value } : undefined
}

function disarm(value: JsonValue, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth === MAX_DEPTH) return false
  if (Array.isArray(value)) {
    for (const item of value) if (!disarm(item, depth + 1)) return false
    return true
  }
  const object = value as { [key: string]: JsonValue }
  for (const key of Object.keys(object)) {
    if (reachesPrototype(object, key)) delete object[key]
    else if (!disarm(object[key] as JsonValue, depth + 1)) return false
  }
  return true
}

function reachesPrototype(object: { [key: string]: JsonValue }, key: string): boolean {
  if (key === '__proto__') return true
  if (key !== 'constructor') return false
  const value = object[key]
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype')
}

export function isJsonObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** For messages about an id: what JSON.parse has done to it. Empty if it is as it was sent. */
export function lossOf(id: number): string {
  if (!Number.isInteger(id) || Number.isSafeInteger(id)) return ''
  return ' It is beyond 2^53, so its last digits were lost when it was parsed.'
}
