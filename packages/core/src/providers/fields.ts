/**
 * Schemas for the fields that providers document. Any field may be absent, and unknown fields are kept. A field of another
 * type does not match its schema, and `readEvent` leaves it out.
 */
import * as z from 'zod/mini'

export const text = () => z.exactOptional(z.string())
export const number = () => z.exactOptional(z.number())
export const id = () => z.exactOptional(requiredId())

/** Ids come as strings or as numbers. A number beyond 2⁵³ is refused, since parsing has lost its last digits. */
export const requiredId = () => z.union([z.string(), z.int()])

/** An id that is documented as a string. If it is sent as a number, it becomes a string. */
export const textId = () => z.union([z.string(), z.pipe(z.int(), z.transform(String))])

/** An object with these fields and any others. If the sender left it out, it is an empty object. */
export function record<const Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const schema = z.looseObject(shape)
  // No field is required, so an empty object always is a valid input.
  return z.prefault(schema, {} as z.core.input<typeof schema>)
}

/** A schema with a change to its output: for fields that a sender names in two ways. */
export function changed<Fields>(
  schema: z.ZodMiniType<Fields>,
  change: (fields: Fields) => Fields,
): z.ZodMiniType<Fields> {
  return z.pipe(schema, z.transform(change))
}
