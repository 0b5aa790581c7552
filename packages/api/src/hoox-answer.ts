import * as z from 'zod/mini'
import type { ApiErrorCode } from './api-error.js'
import type { Connection } from './connection.js'
import { expectShape, parsed } from './expect-shape.js'
import { type ApiCall, excerptWithoutKey, failure } from './failure.js'
import { maybe } from './fields.js'
import { answerDetails } from './rate-limit.js'
import type { ApiAnswer } from './send.js'
import { codeOfStatus } from './status.js'

/** The error codes that Hoox's guides list. Hoox sends them in upper or in lower case. */
const CODES: ReadonlyMap<string, ApiErrorCode> = new Map([
  ['invalid_webhook_url', 'invalid_webhook_url'],
  ['insufficient_credits', 'insufficient_credits'],
  ['invalid_api_key', 'invalid_api_key'],
  ['plan_required', 'no_permission'],
  ['unauthorized_job', 'no_permission'],
  ['unauthorized_video', 'no_permission'],
  ['rate_limit_exceeded', 'rate_limited'],
  ['job_not_found', 'not_found'],
  ['video_not_found', 'not_found'],
  ['plan_resolution_failed', 'not_found'],
  ['missing_content', 'invalid_parameter'],
  ['missing_field', 'invalid_parameter'],
  ['missing_video_id', 'invalid_parameter'],
  ['missing_voice', 'invalid_parameter'],
  ['invalid_animate_mode', 'invalid_parameter'],
  ['invalid_avatar_id', 'invalid_parameter'],
  ['invalid_avatar_model', 'invalid_parameter'],
  ['invalid_avatar_url', 'invalid_parameter'],
  ['invalid_format', 'invalid_parameter'],
  ['invalid_media_url', 'invalid_parameter'],
  ['invalid_parameter', 'invalid_parameter'],
  ['invalid_plan', 'invalid_parameter'],
  ['invalid_type', 'invalid_parameter'],
  ['invalid_value', 'invalid_parameter'],
  ['invalid_voice_id', 'invalid_parameter'],
  ['invalid_voice_url', 'invalid_parameter'],
  ['incompatible_avatar_model', 'invalid_parameter'],
  ['video_not_ready', 'invalid_parameter'],
  ['internal_error', 'system_error'],
])

/** An answer's body, checked against the schema. Hoox documents 200 and 201; any 2xx is accepted. */
export function readHoox<Output>(
  connection: Connection,
  call: ApiCall,
  answer: ApiAnswer,
  schema: z.ZodMiniType<Output>,
): Output {
  const { status } = answer
  const body = parsed(answer.text)
  const found = expectShape(schema, body?.value)
  const succeeded = status >= 200 && status < 300
  if (succeeded && found.ok) return found.value

  const complaint = complaintIn(body?.value)
  const known = CODES.get(complaint?.code?.toLowerCase() ?? '')
  if (known === undefined && succeeded) {
    const surprise = body && !found.ok ? found.expected : 'expected JSON'
    const what = `HTTP ${status}, not as documented: ${surprise}.`
    throw failure(connection, call, 'unexpected_answer', what, { ...answerDetails(answer), maybeDone: true })
  }
  const words = [complaint?.code, complaint?.message].filter((word) => word !== undefined).join(', ')
  const what = `HTTP ${status}${words && `, ${excerptWithoutKey(connection, words)}`}.`
  const code = known ?? codeOfStatus(status)
  throw failure(connection, call, code, what, {
    ...answerDetails(answer),
    providerCode: complaint?.code,
    maybeDone: status >= 500 || code === 'system_error',
  })
}

interface Complaint {
  readonly code?: string | undefined
  readonly message?: string | undefined
}

const text = maybe(z.string())
const aDetail = z.looseObject({ code: text, message: text, field: text })
/**
 * Hoox's guides show `{ error, code }` and `{ error, details: [{ code, message, field }] }`. Its webhooks have
 * `{ error: { code, message } }`.
 */
const anError = z.looseObject({
  error: maybe(z.union([z.string(), aDetail])),
  details: maybe(z.array(aDetail)),
  code: text,
  message: text,
})

function complaintIn(body: unknown): Complaint | undefined {
  const read = expectShape(anError, body)
  if (!read.ok) return undefined
  const { error, details, ...own } = read.value
  const general = [typeof error === 'string' ? { message: error } : error, own]
  const listed = (details ?? []).map(wordsOf).filter(isNonEmpty)
  return {
    code: [...(details ?? []), ...general].map((each) => each?.code).find(isNonEmpty),
    message: listed.length > 0 ? listed.join('; ') : general.map((each) => each?.message).find(isNonEmpty),
  }
}

/** Adds the field's name: the message may not mention it. */
function wordsOf({ message, field }: z.output<typeof aDetail>): string | undefined {
  return isNonEmpty(message) && isNonEmpty(field) ? `${message} (${field})` : (message ?? field ?? undefined)
}

function isNonEmpty(text: string | null | undefined): text is string {
  return typeof text === 'string' && text !== ''
}
