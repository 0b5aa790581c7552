import * as z from 'zod/mini'

/** An id, as text: some answers have numbers for it. A number that JSON cannot carry exactly is refused: it may be another's. */
export const id = z.pipe(
  z.transform((value) => (Number.isSafeInteger(value) ? String(value) : value)),
  z.string().check(z.minLength(1)),
)

/** A field that may be absent or null. One of another type is left out by `expectShape()`. */
export const maybe = <Output>(schema: z.ZodMiniType<Output>) => z.exactOptional(z.nullable(schema))
