/** A stable code for a mistake in the set-up. Each has a heading in docs/errors.md. */
export type MisconfiguredCode =
  | 'secret_missing'
  | 'secret_unavailable'
  | 'body_consumed'
  | 'delivery_invalid'
  | 'provider_failed'

/**
 * The set-up is wrong, so the receiver cannot process a delivery. If a provider throws it, the outcome is `misconfigured`, and
 * its message is logged: it says what is wrong and how to fix it. `instanceof` also recognizes errors of another copy of
 * this package, since a process may load the CommonJS build beside the ESM build.
 */
export class MisconfiguredError extends Error {
  override readonly name = 'MisconfiguredError'
  readonly code: MisconfiguredCode
  constructor(code: MisconfiguredCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }

  /** Also true for an error of another copy of this package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: a subclass inherits this method
    return isInstance(this, value)
  }
}

/** Whether it is an instance of `type`, or, if `type` is not a subclass, of MisconfiguredError in another copy of this package. */
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

/** The URL of the page that explains a code. */
export function helpLink(code: string): string {
  return `https://github.com/vidhook/vidhook/blob/main/docs/errors.md#${code}`
}
