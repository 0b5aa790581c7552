import * as z from 'zod/mini'
import type { ApiErrorCode } from './api-error.js'
import type { Connection } from './connection.js'
import { expectShape, parsed } from './expect-shape.js'
import { type ApiCall, excerptWithoutKey, failure } from './failure.js'
import { answerDetails } from './rate-limit.js'
import type { ApiAnswer } from './send.js'
import { codeOfStatus } from './status.js'

/** Every answer of JoggAI has this form. Its `code`, not the HTTP status, says whether the call worked. */
const envelope = z.looseObject({ code: z.number(), msg: z.optional(z.nullable(z.string())) })

/** JoggAI's error codes. 429 comes with 20 POST requests a minute. */
const CODES: ReadonlyMap<number, ApiErrorCode> = new Map([
  [429, 'rate_limited'],
  [10104, 'not_found'],
  [10105, 'invalid_api_key'],
  [18020, 'insufficient_credits'],
  [18025, 'no_permission'],
  [40000, 'invalid_parameter'],
  [50000, 'system_error'],
])

/** The `data` of an answer, in the form that the schema asks for. It may be absent if the schema allows it. */
export function readJogg<Output>(
  connection: Connection,
  call: ApiCall,
  answer: ApiAnswer,
  data: z.ZodMiniType<Output>,
): Output {
  const { status } = answer
  const body = parsed(answer.text)
  const opened = expectShape(envelope, body?.value)
  if (!opened.ok) {
    const surprise = body ? opened.expected : 'expected JSON'
    // A gateway in front of the API answers without an envelope.
    const code = status >= 400 ? codeOfStatus(status) : 'unexpected_answer'
    throw failure(connection, call, code, `HTTP ${status}, not as documented: ${surprise}.`, {
      ...answerDetails(answer),
      maybeDone: status < 400 || status >= 500,
    })
  }
  const { code: providerCode, msg } = opened.value
  if (providerCode !== 0) {
    const code = CODES.get(providerCode) ?? 'refused'
    throw failure(
      connection,
      call,
      code,
      `code ${providerCode}, "${excerptWithoutKey(connection, msg ?? '')}".`,
      {
        ...answerDetails(answer),
        providerCode,
        maybeDone: code === 'system_error' || code === 'refused',
      },
    )
  }
  const result = expectShape(z.looseObject({ data }), body?.value)
  if (result.ok) return result.value.data
  throw failure(connection, call, 'unexpected_answer', `Not as documented: ${result.expected}.`, {
    ...answerDetails(answer),
    providerCode,
    maybeDone: true,
  })
}
