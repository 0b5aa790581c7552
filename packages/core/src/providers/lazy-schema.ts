import type { Schema } from './provider.js'

/**
 * A schema that is made when the first event of its name comes: to make all of a provider's takes most of the time that
 * importing the package would, and most receivers see a few of them.
 */
export function lazySchema<Output>(make: () => Schema<Output>): Schema<Output> {
  let made: Schema<Output> | undefined
  return {
    '~standard': {
      version: 1,
      vendor: 'zod',
      validate(value) {
        made ??= make()
        return made['~standard'].validate(value)
      },
    },
  }
}
