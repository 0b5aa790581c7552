import type { ProviderName } from '../../core/src/providers/provider-name.js'
import type { RateLimit } from './rate-limit.js'

/** The stable codes of failed calls, which docs/api.md explains. */
export type ApiErrorCode =
  // Found before anything was sent.
  | 'invalid_request'
  | 'endpoint_limit'
  // Reported by the provider.
  | 'invalid_api_key'
  | 'no_permission'
  | 'insufficient_credits'
  | 'invalid_webhook_url'
  | 'invalid_parameter'
  | 'not_found'
  | 'rate_limited'
  | 'system_error'
  | 'refused'
  // No usable answer.
  | 'timeout'
  | 'unreachable'
  | 'redirected'
  | 'unexpected_answer'

export interface ApiErrorDetails {
  readonly provider: ProviderName
  readonly call: string
  readonly status?: number | undefined
  readonly providerCode?: string | number | undefined
  readonly retryAfterMs?: number | undefined
  readonly rateLimit?: RateLimit | undefined
  readonly maybeDone?: boolean | undefined
}

/**
 * A failed call. The `code` names the failure, and the message also says what to do about it. Neither contains the API key,
 * even if the answer repeats it. (A key of fewer than 8 characters is not hidden: it could be part of any word.)
 * `instanceof` also recognizes the error of another copy of this package: a process may load the CommonJS build beside the
 * ESM build.
 *
 * @example
 * ```ts
 * try {
 *   await jogg.endpoints.delete('wh_123456789')
 * } catch (error) {
 *   if (!(error instanceof ApiError && error.code === 'not_found')) throw error
 * }
 * ```
 */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ApiErrorCode
  readonly provider: ProviderName
  /** Method and path of the call: `POST /v2/endpoint`. */
  readonly call: string
  /** The answer's HTTP status, if there was an answer. JoggAI answers 200 even to some failed calls. */
  readonly status: number | undefined
  /** The provider's own code, as it was sent: `10105`, `INVALID_WEBHOOK_URL`, `insufficient_credits`. */
  readonly providerCode: string | number | undefined
  /**
   * How long to wait before the next try, in milliseconds, if the answer says so: its `Retry-After`, or, with a 429 that has none,
   * the time until its `X-RateLimit-Reset`.
   */
  readonly retryAfterMs: number | undefined
  /** How many more calls the provider accepts, if the answer says so. */
  readonly rateLimit: RateLimit | undefined
  /** Whether a call that changes something may have taken effect. Check that before you repeat it. */
  readonly maybeDone: boolean

  constructor(code: ApiErrorCode, message: string, details: ApiErrorDetails) {
    super(message)
    this.code = code
    this.provider = details.provider
    this.call = details.call
    this.status = details.status
    this.providerCode = details.providerCode
    this.retryAfterMs = details.retryAfterMs
    this.rateLimit = details.rateLimit
    this.maybeDone = details.maybeDone ?? false
  }

  /** Also true for an error of another copy of this package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: a subclass inherits this method
    return isInstance(this, value)
  }
}

/** Whether the value is an instance of the class. For `ApiError`, instances from other copies of this package count, too. */
function isInstance(type: unknown, value: unknown): boolean {
  if (Function.prototype[Symbol.hasInstance].call(type, value)) return true
  if (type !== ApiError || typeof value !== 'object' || value === null) return false
  return (
    'name' in value &&
    value.name === 'ApiError' &&
    'maybeDone' in value &&
    typeof value.maybeDone === 'boolean'
  )
}
