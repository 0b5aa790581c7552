import type { ProviderName } from '../../core/src/providers/provider-name.js'

/** How a client is set up. */
export interface ClientOptions {
  /** The key of your account. The type allows `undefined` because an environment variable may be unset; the client then throws. */
  readonly apiKey: string | undefined
  /** Another base URL of the API, such as a proxy's. Must be https, except on this machine. @default the provider's */
  readonly baseUrl?: string | URL | undefined
  /** Another `fetch`. It is called with the URL as a string, and must honor `redirect: 'manual'`. @default the global one */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined
  /** How long one attempt may take, including reading the answer's body, in milliseconds. @default 30000 */
  readonly timeoutMs?: number | undefined
  /** How many times a failed read is retried. A call that changes something is never retried. @default 2 */
  readonly retries?: number | undefined
}

/** For each call. */
export interface CallOptions {
  /** Cancels the call, even while it waits between attempts. The call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** A client's options, checked and complete. */
export interface Connection {
  readonly provider: ProviderName
  /** Without a trailing slash. */
  readonly baseUrl: string
  readonly apiKey: string
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: ClientOptions['fetch']
  readonly timeoutMs: number
  readonly retries: number
  /** Called with the headers of every answer, even if the call failed. */
  readonly onAnswer?: ((headers: Headers) => void) | undefined
}

export interface Api {
  readonly provider: ProviderName
  readonly client: 'JoggClient' | 'HooxClient'
  readonly variable: 'JOGG_API_KEY' | 'HOOX_API_KEY'
  readonly baseUrl: string
  /** The headers that authenticate a request. */
  authorize(apiKey: string): Readonly<Record<string, string>>
}

/** 2³¹ - 1 ms. JavaScript runtimes fire a longer timer at once. */
const LONGEST_TIMER_MS = 2_147_483_647

/** @throws TypeError that names the unusable option. The message never contains the key. */
export function connect(api: Api, options: ClientOptions): Connection {
  const { fetch, timeoutMs = 30_000, retries = 2 } = options
  if (!(timeoutMs > 0 && timeoutMs <= LONGEST_TIMER_MS))
    throw new TypeError(`${api.client}: timeoutMs must be a number from 1 to ${LONGEST_TIMER_MS}.`)
  if (!(Number.isInteger(retries) && retries >= 0))
    throw new TypeError(`${api.client}: retries must be a whole number from 0 up.`)
  if (fetch !== undefined && typeof fetch !== 'function')
    throw new TypeError(`${api.client}: fetch must be a function.`)
  const apiKey = checkKey(api, options.apiKey)
  return {
    provider: api.provider,
    baseUrl: checkBaseUrl(api, options.baseUrl ?? api.baseUrl),
    apiKey,
    headers: api.authorize(apiKey),
    fetch,
    timeoutMs,
    retries,
  }
}

/** Rejects a key that is not a valid header value: `fetch` would put such a key into its error message. */
function checkKey({ client, variable }: Api, apiKey: unknown): string {
  if (typeof apiKey !== 'string' || apiKey.trim() === '')
    throw new TypeError(`${client}: apiKey is undefined or empty. Set it, for example from ${variable}.`)
  if (apiKey !== apiKey.trim())
    throw new TypeError(
      `${client}: apiKey begins or ends with white space. Was it copied with a newline? Trim it.`,
    )
  if (!/^[\x21-\x7e]+$/.test(apiKey))
    throw new TypeError(
      `${client}: apiKey contains a character that keys do not have, such as a space. Copy it again.`,
    )
  return apiKey
}

function checkBaseUrl({ client, baseUrl }: Api, given: string | URL): string {
  const url = URL.canParse(String(given)) ? new URL(given) : undefined
  if (url === undefined || `${url.search}${url.hash}${url.username}${url.password}` !== '')
    throw new TypeError(
      `${client}: baseUrl must be an absolute URL without user, query and fragment, such as "${baseUrl}".`,
    )
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local))
    throw new TypeError(
      `${client}: baseUrl must be https, such as "${baseUrl}". Otherwise the API key would be sent unencrypted.`,
    )
  return url.href.replace(/\/+$/, '')
}
