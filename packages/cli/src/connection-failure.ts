import { errorCode } from '../../core/src/error-code.js'

/**
 * Why a connection failed: the system's code, such as `ECONNREFUSED`, or else the message. fetch wraps the system's error,
 * and a host name with several addresses fails with a list of errors, one an address.
 */
export function connectionFailure(error: unknown): string {
  const code = errorCode(error)
  if (code !== undefined) return code
  if (error instanceof AggregateError && error.errors.length > 0) return connectionFailure(error.errors[0])
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : connectionFailure(error.cause)
}
