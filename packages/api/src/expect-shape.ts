import type * as z from 'zod/mini'

type Checked<Output> =
  | { readonly ok: true; readonly value: Output }
  | { readonly ok: false; readonly expected: string }

/**
 * Is an answer of the form that is expected? If not, in words: where, and what was expected there. What was found is
 * told by its type alone, since answers carry secrets.
 */
export function expectShape<Output>(schema: z.ZodMiniType<Output>, value: unknown): Checked<Output> {
  const result = schema.safeParse(value)
  if (result.success) return { ok: true, value: result.data }
  const issue = result.error.issues[0]
  const path = issue?.path ?? []
  const place = path.length === 0 ? 'the body' : `"${path.map(String).join('.')}"`
  const wanted = issue?.code === 'invalid_type' ? issue.expected : 'something else'
  return { ok: false, expected: `expected ${place} to be ${wanted}, but it is ${typeOf(at(value, path))}` }
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

/** `undefined` if it is no JSON. */
export function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}
