import type * as z from 'zod/mini'

type Checked<Output> =
  | { readonly ok: true; readonly value: Output }
  | { readonly ok: false; readonly expected: string }

/** With more fields of the wrong type than this, the whole answer counts as malformed. */
const MAX_LEFT_OUT = 100

/**
 * Checks an answer against a schema. Unknown fields are kept. An optional field of the wrong type is left out, because the
 * call has already taken effect and its result must not be lost. If a required field is wrong, the result says which one
 * and what was expected. It names only the type of what was found, since answers contain secrets.
 */
export function expectShape<Output>(schema: z.ZodMiniType<Output>, value: unknown): Checked<Output> {
  const result = schema.safeParse(value)
  if (result.success) return { ok: true, value: result.data }
  const { issues } = result.error
  if (issues.length <= MAX_LEFT_OUT) {
    const rest = schema.safeParse(issues.reduce((left, { path }) => withoutField(left, path), value))
    if (rest.success) return { ok: true, value: rest.data }
  }
  const issue = issues[0]
  const path = issue?.path ?? []
  const place = path.length === 0 ? 'the body' : `"${path.map(String).join('.')}"`
  const wanted = issue?.code === 'invalid_type' ? issue.expected : 'something else'
  return { ok: false, expected: `expected ${place} to be ${wanted}, but it is ${typeOf(at(value, path))}` }
}

/** A copy without the field at the path. If the path ends in a list's element, the field that holds the list is left out. */
function withoutField(value: unknown, path: readonly PropertyKey[]): unknown {
  const [key, ...rest] = path.slice(0, path.findLastIndex((each) => typeof each === 'string') + 1)
  if (key === undefined || typeof value !== 'object' || value === null) return value
  if (!Object.hasOwn(value, key)) return value
  const copy = Array.isArray(value) ? [...value] : { ...value }
  if (rest.length === 0) Reflect.deleteProperty(copy, key)
  else Reflect.set(copy, key, withoutField(Reflect.get(value, key), rest))
  return copy
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined
    found = Reflect.get(found, key)
  }
  return found
}

function typeOf(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === '') return 'empty'
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

/** `undefined` if the text is not JSON. */
export function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}
