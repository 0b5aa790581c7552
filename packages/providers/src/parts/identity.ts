import type { Identification, JsonValue } from '@vidhook/core'

/** The fields of a body. None, if it is no object. */
export type Body = { readonly [name: string]: JsonValue | undefined }

export function fieldsOf(value: JsonValue | undefined): Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : {}
}

/**
 * Names an event and makes its identity of its ids and its name.
 *
 * @param named the field that has the name, such as `{ status }`
 * @param ids the fields that identify the event together with its name, such as `{ task_id }`
 * @param more tells apart events of the same ids and name; may be absent
 */
export function identity(
  named: Body,
  ids: Body,
  ...more: readonly (JsonValue | undefined)[]
): Identification {
  const [[field, name] = ['name', undefined]] = Object.entries(named)
  if (typeof name !== 'string' || name === '')
    return { kind: 'unidentified', reason: `The body has no "${field}".` }
  const missing = Object.keys(ids).find((id) => !isId(ids[id]))
  if (missing !== undefined)
    return { kind: 'unidentified', name, reason: `The body has no usable "${missing}".` }
  const parts = [...Object.values(ids), name, ...more.filter((part) => part !== undefined && part !== null)]
  return { kind: 'identified', name, identity: parts.map(escaped).join(':') }
}

/** A number beyond 2^53 has lost its last digits when it was parsed. */
function isId(value: JsonValue | undefined): boolean {
  return typeof value === 'string' ? value !== '' : Number.isSafeInteger(value)
}

/** So that `a:b` and `c` are not the same parts as `a` and `b:c`. */
function escaped(part: JsonValue | undefined): string {
  const text = typeof part === 'object' ? JSON.stringify(part) : String(part)
  return text.replace(/[%:]/g, (char) => (char === '%' ? '%25' : '%3A'))
}
