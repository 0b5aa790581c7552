import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Schema } from '../providers/provider.js'
import { MISMATCH, readerOf } from '../providers/quick-reader.js'
import type { JsonValue } from '../request/json.js'
import { isThenable } from '../thenable.js'

/** A field of an authentic event with another form than documented. It is left out of the event; `rawBody` still has it. */
export interface Deviation {
  /** Where it is: `data.duration`. */
  readonly field: string
  /** What was sent there. `nothing`: the schema demands the field, and it is absent. */
  readonly found: 'nothing' | 'null' | 'string' | 'number' | 'boolean' | 'array' | 'object'
}

/** The event for the handlers, or the field because of which its schema refuses the body. */
export type Reading =
  | { readonly event: unknown; readonly deviations: readonly Deviation[] }
  | { readonly refused: Deviation }

/**
 * Reads a body by its schema. A field that fails is left out and the rest is read again. So one unexpected field neither
 * stops the event nor reaches handlers with a wrong type. Many senders write `null` for an absent value: it is left out, and
 * is no deviation.
 */
export function readEvent(schema: Schema, sent: JsonValue): Reading | Promise<Reading> {
  const event = readerOf(schema)?.(sent) ?? MISMATCH
  if (event !== MISMATCH) return { event, deviations: NO_DEVIATIONS }
  const result = schema['~standard'].validate(sent)
  if (isThenable(result) || result.issues) return readWithout(schema, sent, result)
  return { event: result.value, deviations: NO_DEVIATIONS }
}

export const NO_DEVIATIONS: readonly Deviation[] = []

async function readWithout(schema: Schema, sent: JsonValue, first: Validated): Promise<Reading> {
  const deviations: Deviation[] = []
  let body = sent
  let result = await first
  // Each round leaves out at least one field, so the loop ends.
  while (result.issues) {
    const failing = failingFields(body, result.issues)
    const refused = failing.length === 0 ? { named: [] } : failing.find(({ path }) => path.length === 0)
    // Name the first issue: later ones may be a consequence of what was left out.
    if (refused) return { refused: deviations[0] ?? deviation(body, refused.named) }
    for (const { path, named } of failing) {
      const left = without(body, path)
      if (left === body) continue // already left out, with a field around it
      const found = deviation(body, named)
      if (found.found !== 'null') deviations.push(found)
      body = left
    }
    result = await schema['~standard'].validate(body)
  }
  return { event: result.value, deviations }
}

type Validated = ReturnType<Schema['~standard']['validate']>

type Issues = readonly StandardSchemaV1.Issue[]

type Path = readonly (string | number)[]

interface FailingField {
  /** The field to leave out: the failing field, or the nearest field around it that can be left out. Empty: there is none. */
  readonly path: Path
  /** The field in the schema's error. */
  readonly named: Path
}

function failingFields(body: JsonValue, issues: Issues): readonly FailingField[] {
  return issues.map(({ path = [] }) => {
    const named = path.map((step) => (typeof step === 'object' ? step.key : step)).map(plainKey)
    let end = named.length
    while (end > 0 && !isField(body, named.slice(0, end))) end--
    return { path: named.slice(0, end), named }
  })
}

function plainKey(key: PropertyKey): string | number {
  return typeof key === 'symbol' ? String(key) : key
}

/** An item of a list cannot be left out, since that would move the others. */
function isField(body: JsonValue, path: Path): boolean {
  const key = path.at(-1)
  const holder = valueAt(body, path.slice(0, -1))
  return key !== undefined && isObject(holder) && !Array.isArray(holder) && Object.hasOwn(holder, key)
}

/** A copy of the body without the field. The body itself if it has no such field. */
function without(body: JsonValue, path: Path): JsonValue {
  const [key, ...rest] = path
  if (key === undefined || !isObject(body) || !Object.hasOwn(body, key)) return body
  const before = valueAt(body, [key])
  const after = rest.length === 0 || before === undefined ? undefined : without(before, rest)
  if (after === before) return body
  const entries = Object.entries(body).flatMap(([name, value]) => {
    if (name !== String(key)) return [[name, value] as const]
    return after === undefined ? [] : [[name, after] as const]
  })
  return Array.isArray(body) ? entries.map(([, value]) => value) : Object.fromEntries(entries)
}

function deviation(body: JsonValue, path: Path): Deviation {
  return { field: path.join('.') || '(body)', found: kindOf(valueAt(body, path)) }
}

function kindOf(value: JsonValue | undefined): Deviation['found'] {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value as 'string' | 'number' | 'boolean' | 'object'
}

function valueAt(body: JsonValue, path: Path): JsonValue | undefined {
  let value: JsonValue | undefined = body
  for (const key of path) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined
    value = (value as { readonly [key: string | number]: JsonValue })[key]
  }
  return value
}

function isObject(value: JsonValue | undefined): value is object & JsonValue {
  return typeof value === 'object' && value !== null
}
