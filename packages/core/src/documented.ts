/**
 * The forms that providers' guides describe. What a guide always shows is required. The rest may be absent or null, but must
 * have its type if it is there, or a handler's types would lie. Unknown fields pass (but for `constructor` and `prototype`, which
 * Valibot drops).
 */
import * as v from 'valibot'

/** An object with these fields and any others. Valibot alone would take a list for one. */
export function record<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(
    v.custom<object>((value) => !Array.isArray(value)),
    v.looseObject(entries),
  )
}

/** A field that a guide does not always show. */
export function maybe<Output>(schema: v.GenericSchema<unknown, Output>) {
  return v.exactOptional(v.nullable(schema))
}

export const text = () => maybe(v.string())

/** Providers' ids come as numbers or as strings. */
export const id = () => v.union([v.string(), v.number()])
