/** What is wrong with the set-up, by a stable code that has a heading in docs/errors.md. */
export type MisconfiguredCode =
  | 'secret_missing'
  | 'secret_unavailable'
  | 'body_consumed'
  | 'delivery_invalid'
  | 'provider_failed'

/**
 * The receiver cannot do its work as it was set up. Thrown by a provider, it becomes the outcome `misconfigured`; its
 * message goes to the log and says what is wrong and how to fix it. `instanceof` also recognizes the error of another copy of
 * this package: a process may load the CommonJS build beside the ESM build.
 */
export class MisconfiguredError extends Error {
  override readonly name = 'MisconfiguredError'
  readonly code: MisconfiguredCode
  constructor(code: MisconfiguredCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }

  /** True as well for an error of another copy of this package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: a subclass inherits this method
    return isInstance(this, value)
  }
}

/** Of this very class, or, for the class itself and no subclass, of the same class in another copy of this package. */
function isInstance(type: unknown, value: unknown): boolean {
  if (Function.prototype[Symbol.hasInstance].call(type, value)) return true
  if (type !== MisconfiguredError || typeof value !== 'object' || value === null) return false
  return (
    'name' in value &&
    value.name === 'MisconfiguredError' &&
    'code' in value &&
    typeof value.code === 'string'
  )
}

/** Where a code is explained. */
export function helpLink(code: string): string {
  return `https://github.com/vidhook/vidhook/blob/main/docs/errors.md#${code}`
}
