import type * as z from 'zod/mini'
import { withReader } from './quick-reader.js'

/**
 * An object that makes each schema when it is first read, and keeps it. Making all schemas of a provider takes longer than
 * importing the rest of the package, and most receivers need only a few.
 */
export function lazySchemas<Schemas extends { readonly [name: string]: z.core.$ZodType }>(
  makers: {
    readonly [Name in keyof Schemas]: () => Schemas[Name]
  },
): Schemas {
  const schemas = {} as Schemas // filled below
  for (const name in makers) {
    let made: Schemas[typeof name] | undefined
    Object.defineProperty(schemas, name, {
      enumerable: true,
      get: () => {
        made ??= withReader(makers[name]())
        return made
      },
    })
  }
  return schemas
}
