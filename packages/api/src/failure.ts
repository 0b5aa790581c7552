import { ApiError, type ApiErrorCode, type ApiErrorDetails } from './api-error.js'
import type { Connection } from './connection.js'

/** A call to a provider's API. */
export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body?: Readonly<Record<string, unknown>> | undefined
  readonly signal?: AbortSignal | undefined
}

export type FailureDetails = Omit<ApiErrorDetails, 'provider' | 'call'>

const PROVIDER_NAMES = { jogg: 'JoggAI', hoox: 'Hoox' } as const

/** Creates the error of a failed call. Its message says what happened, then what to do about it. */
export function failure(
  connection: Connection,
  call: ApiCall,
  code: ApiErrorCode,
  what: string,
  details: FailureDetails = {},
): ApiError {
  const maybeDone = call.method !== 'GET' && details.maybeDone === true
  const warning = maybeDone ? ' The call may have taken effect: check that before you repeat it.' : ''
  const { providerCode } = details
  return new ApiError(
    code,
    `${call.method} ${call.path} of ${PROVIDER_NAMES[connection.provider]}: ${presentable(connection, what)} ${fixOf(code, details)}${warning}`,
    {
      ...details,
      providerCode:
        typeof providerCode === 'string' ? excerptWithoutKey(connection, providerCode) : providerCode,
      maybeDone,
      provider: connection.provider,
      call: `${call.method} ${call.path}`,
    },
  )
}

function fixOf(code: ApiErrorCode, { retryAfterMs }: FailureDetails): string {
  if (code !== 'rate_limited' || retryAfterMs === undefined) return FIXES[code]
  return `Wait ${Math.ceil(retryAfterMs / 1000)} s, then try again.`
}

const FIXES: Record<ApiErrorCode, string> = {
  invalid_request: 'Nothing was changed.',
  endpoint_limit: 'Delete an endpoint that you no longer need first. Nothing was changed.',
  invalid_api_key:
    'Is the apiKey complete, valid for this provider, and not revoked? Copy it again from the provider’s dashboard.',
  no_permission: 'Does the account’s plan include the API, and do the ids belong to this account?',
  insufficient_credits: 'Buy credits, or start a smaller job.',
  invalid_webhook_url: 'Give a public https URL.',
  invalid_parameter: 'Correct the parameter that the message names.',
  not_found: 'Check the id: was it deleted, or does it belong to another account?',
  rate_limited: 'Wait, then try again.',
  system_error: 'The provider has a problem: try again later.',
  refused: 'This answer is not documented. Its message may tell the reason.',
  timeout: 'Try again, or increase timeoutMs.',
  unreachable: 'Check the network, a proxy, and baseUrl.',
  redirected:
    'Redirects are not followed, because the API key would be sent along. If the new address is right, set it as baseUrl.',
  unexpected_answer: 'Is baseUrl the URL of the API, without a proxy that changes its answers?',
}

/**
 * Text from an answer, for an error message: without the API key, which an answer may repeat, and cut to `maxLength`
 * characters. The key is removed before the text is cut: otherwise half of the key could remain.
 */
export function excerptWithoutKey(connection: Connection, text: string, maxLength = 300): string {
  const shown = presentable(connection, text)
  return shown.length > maxLength ? `${shown.slice(0, maxLength)}…` : shown
}

/** Without the API key, and without characters that move a terminal's cursor or change the direction of text. */
function presentable({ apiKey }: Connection, text: string): string {
  return withoutKey(apiKey, text)
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim()
}

/** In characters. A shorter key, such as a test's "a", occurs in ordinary words: hiding it would garble every message. Real keys are longer. */
const SHORTEST_HIDDEN_KEY = 8

function withoutKey(apiKey: string, text: string): string {
  if (apiKey.length < SHORTEST_HIDDEN_KEY) return text
  return text.replaceAll(apiKey, '[API key]').replaceAll(encodeURIComponent(apiKey), '[API key]')
}
