import type { ApiErrorCode } from './api-error.js'

/** The code for an HTTP status from 400 up, if the answer has no known code of the provider. */
export function codeOfStatus(status: number): ApiErrorCode {
  if (status >= 500) return 'system_error'
  return STATUSES.get(status) ?? 'refused'
}

const STATUSES: ReadonlyMap<number, ApiErrorCode> = new Map([
  [400, 'invalid_parameter'],
  [401, 'invalid_api_key'],
  [402, 'insufficient_credits'],
  [403, 'no_permission'],
  [404, 'not_found'],
  [422, 'invalid_parameter'],
  [429, 'rate_limited'],
])
