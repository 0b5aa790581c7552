/**
 * The fields that providers document, as schemas. Any of them may be absent; unknown fields pass. A field of another
 * type fails its schema, and `readEvent` leaves it out.
 */
import * as z from 'zod/mini'

export const text = () => z.exactOptional(z.string())
export const number = () => z.exactOptional(z.number())
export const id = () => z.exactOptional(requiredId())

/** Ids come as strings or as numbers. A number beyond 2⁵³ has lost digits in parsing, so it is no id. */
export const requiredId = () => z.union([z.string(), z.int()])

/** An id that is documented as a string; one that is sent as a number is read as a string. */
export const textId = () => z.union([z.string(), z.pipe(z.int(), z.transform(String))])

/** An object with these fields and any others. It is there even if the sender left it out. */
export function record<const Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const schema = z.looseObject(shape)
  // No field is required, so an empty object always is a valid input.
  return z.prefault(schema, {} as z.core.input<typeof schema>)
}

/** What the schema reads, then changed: for fields that a sender names in two ways. */
export function changed<Fields>(
  schema: z.ZodMiniType<Fields>,
  change: (fields: Fields) => Fields,
): z.ZodMiniType<Fields> {
  return z.pipe(schema, z.transform(change))
}
