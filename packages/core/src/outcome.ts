/** What became of a delivery. */
export type OutcomeKind =
  | 'processed'
  | 'queued'
  | 'ignored'
  | 'duplicate'
  | 'handshake'
  | 'busy'
  | 'failed'
  | 'late'
  | 'unavailable'
  | 'rejected'
  | 'unrecognized'
  | 'misconfigured'

/** Every code that an answer can carry. Each has a heading in docs/errors.md. */
export type OutcomeCode =
  | 'in_progress'
  | 'lease_lost'
  | 'handler_failed'
  | 'deadline_passed'
  | 'store_unavailable'
  | 'inbox_unavailable'
  | 'unauthenticated'
  | 'body_not_json'
  | 'event_mismatch'
  | 'challenge_unusable'
  | 'method_not_allowed'
  | 'content_type_unsupported'
  | 'content_encoding_unsupported'
  | 'body_too_large'
  | 'body_fragmented'
  | 'body_timeout'
  | 'body_incomplete'
  | 'event_unrecognized'
  | 'secret_missing'
  | 'secret_unavailable'
  | 'body_consumed'
  | 'delivery_invalid'
  | 'provider_failed'

/** What became of a delivery, and the HTTP answer that says so. */
export interface Outcome {
  readonly kind: OutcomeKind
  /** Set for every kind but `processed`, `queued`, `ignored`, `duplicate` and `handshake`. */
  readonly code?: OutcomeCode
  /** The HTTP status. */
  readonly status: number
  /** The answer's headers, in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The answer's body: small JSON that tells a forger nothing. */
  readonly body: string
}

const HEADERS = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' } as const

export const processed = accepted('processed')
/** The event is in the inbox. A worker runs its handlers. */
export const queued = accepted('queued')
export const ignored = accepted('ignored')
export const duplicate = accepted('duplicate')

/** Authentic but unknown. The sender need not send it again. */
export const unrecognized = accepted('unrecognized')

/** Authentic and listened for, but unknown. The sender should try again. */
export const unrecognizedRefused = refused(
  'unrecognized',
  422,
  'event_unrecognized',
  'The event is not of a form that this receiver knows.',
)

export const failed = refused(
  'failed',
  500,
  'handler_failed',
  'A handler failed. Please send the delivery again.',
)

export function busy(retryAfterMs: number, code: 'in_progress' | 'lease_lost' = 'in_progress'): Outcome {
  return refused('busy', 503, code, 'The event is being worked on.', retryAfter(retryAfterMs))
}

export function late(retryAfterMs: number): Outcome {
  return refused(
    'late',
    503,
    'deadline_passed',
    'The event is still being worked on.',
    retryAfter(retryAfterMs),
  )
}

export function unavailable(
  retryAfterMs: number,
  code: 'store_unavailable' | 'inbox_unavailable' = 'store_unavailable',
): Outcome {
  return refused('unavailable', 503, code, 'Please send the delivery again.', retryAfter(retryAfterMs))
}

export function misconfigured(code: OutcomeCode): Outcome {
  return refused('misconfigured', 500, code, 'The receiver is set up wrong. Its log says how to fix it.')
}

/** Every way to be rejected. */
export const rejected = {
  unauthenticated: refused('rejected', 401, 'unauthenticated', 'The delivery could not be authenticated.'),
  bodyNotJson: refused('rejected', 400, 'body_not_json', 'The body is not JSON.'),
  eventMismatch: refused(
    'rejected',
    400,
    'event_mismatch',
    'The headers and the body name different events.',
  ),
  methodNotAllowed: refused('rejected', 405, 'method_not_allowed', 'Webhooks are sent with POST.', {
    allow: 'POST',
  }),
  contentType: refused(
    'rejected',
    415,
    'content_type_unsupported',
    'The content type must be application/json.',
  ),
  contentEncoding: refused(
    'rejected',
    415,
    'content_encoding_unsupported',
    'The body must not be compressed.',
  ),
  bodyTooLarge: refused('rejected', 413, 'body_too_large', 'The body is too large.'),
  bodyFragmented: refused('rejected', 413, 'body_fragmented', 'The body came in too many small pieces.'),
  bodyTimeout: refused('rejected', 408, 'body_timeout', 'The body took too long to arrive.'),
  bodyIncomplete: refused('rejected', 400, 'body_incomplete', 'The body ended too early.'),
} as const

export function accepted(kind: OutcomeKind): Outcome {
  return { kind, status: 200, headers: HEADERS, body: JSON.stringify({ outcome: kind }) }
}

export function refused(
  kind: OutcomeKind,
  status: number,
  code: OutcomeCode,
  message: string,
  headers: Record<string, string> = {},
): Outcome {
  return {
    kind,
    code,
    status,
    headers: { ...HEADERS, ...headers },
    body: JSON.stringify({ outcome: kind, code, message }),
  }
}

/** RFC 9110, section 10.2.3: whole seconds. */
function retryAfter(ms: number): Record<string, string> {
  return { 'retry-after': String(Math.max(1, Math.ceil(ms / 1000))) }
}
