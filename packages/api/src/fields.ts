import * as z from 'zod/mini'

/** An id as text. Some answers have a number: it is rejected if JavaScript cannot represent it exactly, since it might be another id. */
export const id = z.pipe(
  z.transform((value) => (Number.isSafeInteger(value) ? String(value) : value)),
  z.string().check(z.minLength(1)),
)

/** A field that may be absent or null. `expectShape()` leaves it out if it has another type. */
export const maybe = <Output>(schema: z.ZodMiniType<Output>) => z.exactOptional(z.nullable(schema))
