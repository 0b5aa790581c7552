import type { ApiErrorDetails } from './api-error.js'
import type { ApiAnswer } from './send.js'

/**
 * How many more calls the provider accepts, from an answer's `X-RateLimit-*` headers ("Authentication" in Hoox's guide: 100
 * a minute for a workspace). A field is `undefined` if its header is missing.
 */
export interface RateLimit {
  /** How many calls a window allows. */
  readonly limit: number | undefined
  /** How many are left in this window. */
  readonly remaining: number | undefined
  /** When the window ends. */
  readonly resetAt: Date | undefined
}

/** `undefined` if there are no such headers. */
export function rateLimitOf(headers: Headers): RateLimit | undefined {
  const limit = wholeNumberIn(headers, 'x-ratelimit-limit')
  const remaining = wholeNumberIn(headers, 'x-ratelimit-remaining')
  const reset = wholeNumberIn(headers, 'x-ratelimit-reset')
  if (limit === undefined && remaining === undefined && reset === undefined) return undefined
  // Unix time in seconds.
  return { limit, remaining, resetAt: reset === undefined ? undefined : new Date(reset * 1000) }
}

/** The details of an answer that an error keeps. */
export function answerDetails({
  status,
  headers,
}: ApiAnswer): Pick<ApiErrorDetails, 'status' | 'retryAfterMs' | 'rateLimit'> {
  const rateLimit = rateLimitOf(headers)
  const untilReset = status === 429 ? millisecondsUntil(rateLimit?.resetAt) : undefined
  return { status, rateLimit, retryAfterMs: retryAfterIn(headers) ?? untilReset }
}

/** "Retry-After" in milliseconds: seconds, or a date (RFC 9110, section 10.2.3). */
function retryAfterIn(headers: Headers): number | undefined {
  const seconds = wholeNumberIn(headers, 'retry-after')
  if (seconds !== undefined) return seconds * 1000
  const value = headers.get('retry-after')?.trim() ?? ''
  // A date begins with its weekday. Date.parse() alone would take "-1" and "0.5" for dates of 2001.
  const date = /^[a-z]/i.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}

/** `undefined` if the time has passed: then one of the two clocks is wrong. */
function millisecondsUntil(time: Date | undefined): number | undefined {
  const ms = time === undefined ? 0 : time.getTime() - Date.now()
  return ms > 0 ? ms : undefined
}

/** At most 12 digits: as seconds, they still fit into a `Date`. */
function wholeNumberIn(headers: Headers, name: string): number | undefined {
  const value = headers.get(name)?.trim() ?? ''
  return /^\d{1,12}$/.test(value) ? Number(value) : undefined
}
