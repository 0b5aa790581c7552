import * as z from 'zod/mini'
import type { ApiErrorCode } from './api-error.js'
import type { Connection } from './connection.js'
import { expectShape, parsed } from './expect-shape.js'
import { type ApiCall, failure, quoted } from './failure.js'
import { retryAfterOf } from './perform.js'
import type { Answer } from './send.js'
import { codeOfStatus } from './status.js'

/** Codes that say more than the status does. They come in upper and in lower case. */
const CODES: ReadonlyMap<string, ApiErrorCode> = new Map([
  ['INVALID_WEBHOOK_URL', 'invalid_webhook_url'],
  ['INSUFFICIENT_CREDITS', 'insufficient_credits'],
  ['INVALID_API_KEY', 'invalid_api_key'],
  ['PLAN_REQUIRED', 'no_permission'],
  ['RATE_LIMIT_EXCEEDED', 'rate_limited'],
])

/** The job of an answer, in the form that the schema asks for. Documented is 201; any 2xx with a job in it will do. */
export function readHoox<Job>(
  connection: Connection,
  call: ApiCall,
  answer: Answer,
  job: z.ZodMiniType<Job>,
): Job {
  const { status } = answer
  const body = parsed(answer.text)
  const found = expectShape(job, body?.value)
  const succeeded = status >= 200 && status < 300
  if (succeeded && found.ok) return found.value

  const complaint = complaintIn(body?.value)
  const known = CODES.get(complaint?.code?.toUpperCase() ?? '')
  if (known === undefined && succeeded) {
    const surprise = body && !found.ok ? found.expected : 'expected JSON'
    const what = `HTTP ${status}, not as documented: ${surprise}.`
    throw failure(connection, call, 'unexpected_answer', what, { status, maybeDone: true })
  }
  const words = [complaint?.code, complaint?.message].filter((word) => word !== undefined).join(', ')
  const what = `HTTP ${status}${words && `, ${quoted(connection, words)}`}.`
  throw failure(connection, call, known ?? codeOfStatus(status), what, {
    status,
    providerCode: complaint?.code,
    retryAfterMs: retryAfterOf(answer),
    maybeDone: status >= 500,
  })
}

interface Complaint {
  readonly code?: string | undefined
  readonly message?: string | undefined
}

const text = z.optional(z.nullable(z.string()))
const aDetail = z.looseObject({ code: text, message: text })
/** `{ error, details: [{ code, message }] }`, as its page on errors has it, or as webhooks have it: `{ error: { code, message } }`. */
const anError = z.looseObject({
  error: z.optional(z.nullable(z.union([z.string(), aDetail]))),
  details: z.optional(z.nullable(z.array(aDetail))),
  code: text,
  message: text,
})

function complaintIn(body: unknown): Complaint | undefined {
  const read = expectShape(anError, body)
  if (!read.ok) return undefined
  const { error, details, ...own } = read.value
  const places = [details?.[0], typeof error === 'object' ? error : undefined, own]
  const said = typeof error === 'string' ? error : undefined
  return {
    code: places.map((place) => place?.code).find((code) => typeof code === 'string'),
    message: places.map((place) => place?.message).find((message) => typeof message === 'string') ?? said,
  }
}
