import { type Outcome, rejected } from '../outcome.js'
import type { BodyLimits } from './body.js'
import type { EncodedBody } from './delivery.js'
import type { DeliveryHeaders } from './headers.js'

/** Step 1: checks before the body is read. */
export function checkRequest(
  method: string,
  headers: DeliveryHeaders,
  body: EncodedBody,
  limits: BodyLimits,
): Outcome | undefined {
  if (method.toUpperCase() !== 'POST') return rejected.methodNotAllowed
  if (!isJson(headers.get('content-type'))) return rejected.contentType
  if (!isPlain(headers.get('content-encoding'))) return rejected.contentEncoding
  const size = body instanceof Uint8Array ? body.byteLength : Number(headers.get('content-length') ?? 0)
  return size > limits.maxBodyBytes ? rejected.bodyTooLarge : undefined
}

/** `application/json` or a type with the suffix `+json` (RFC 6839, section 3.1), with any parameters. */
function isJson(contentType: string | undefined): boolean {
  return contentType !== undefined && /^\s*application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(contentType)
}

function isPlain(contentEncoding: string | undefined): boolean {
  return contentEncoding === undefined || /^\s*(?:identity)?\s*$/i.test(contentEncoding)
}
