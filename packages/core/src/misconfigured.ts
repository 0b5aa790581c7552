/** What is wrong with the set-up, by a stable code that has a heading in docs/errors.md. */
export type MisconfiguredCode = 'secret_missing' | 'secret_unavailable' | 'body_consumed' | 'provider_failed'

/**
 * The receiver cannot do its work as it was set up. Thrown by a provider, it becomes the outcome `misconfigured`; its
 * message goes to the log and says what is wrong and how to fix it.
 */
export class MisconfiguredError extends Error {
  override readonly name = 'MisconfiguredError'
  readonly code: MisconfiguredCode

  constructor(code: MisconfiguredCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Where a code is explained. */
export function helpLink(code: string): string {
  return `https://github.com/vidhook/vidhook/blob/main/docs/errors.md#${code}`
}
