import type { ProviderName } from '../../core/src/providers/provider-name.js'

/** How a client is set up. */
export interface ClientOptions {
  /** The key of your account. `undefined` is allowed by the type, because environment variables are so. */
  readonly apiKey: string | undefined
  /** Another address of the API, such as a proxy's. https, unless it is this machine. @default the provider's */
  readonly baseUrl?: string | URL | undefined
  /** Another `fetch`. It gets a URL as text, and must not follow redirects when told `redirect: 'manual'`. @default the global one */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined
  /** How long one attempt may take, its answer's body included, in milliseconds. @default 30000 */
  readonly timeoutMs?: number | undefined
  /** How often a call that only reads is tried again. A call that changes something never is. @default 2 */
  readonly retries?: number | undefined
}

/** For each call. */
export interface CallOptions {
  /** Gives the call up, waiting between attempts included. The call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** A client's options, checked and complete. */
export interface Connection {
  readonly provider: ProviderName
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly apiKey: string
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: ClientOptions['fetch']
  readonly timeoutMs: number
  readonly retries: number
  /** Called with the headers of every answer, whatever it says. */
  readonly onAnswer?: ((headers: Headers) => void) | undefined
}

export interface Api {
  readonly provider: ProviderName
  readonly client: 'JoggClient' | 'HooxClient'
  readonly variable: 'JOGG_API_KEY' | 'HOOX_API_KEY'
  readonly baseUrl: string
  /** How a request proves whose it is. */
  authorize(apiKey: string): Readonly<Record<string, string>>
}

/** A longer one fires at once, in every JavaScript runtime: 2³¹ - 1 ms. */
const LONGEST_TIMER_MS = 2_147_483_647

/** @throws TypeError that says which option is unusable, and never has the key in it. */
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

/** A key that no header can carry is found here: `fetch` would quote it in its complaint. */
function checkKey({ client, variable }: Api, apiKey: unknown): string {
  if (typeof apiKey !== 'string' || apiKey.trim() === '')
    throw new TypeError(`${client}: apiKey is undefined or empty. Set it, for example from ${variable}.`)
  if (apiKey !== apiKey.trim())
    throw new TypeError(
      `${client}: apiKey begins or ends with white space. Was it copied with a newline? Trim it.`,
    )
  if (!/^[\x21-\x7e]+$/.test(apiKey))
    throw new TypeError(
      `${client}: apiKey has characters in it that no key has, such as a space inside. Copy it anew.`,
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
      `${client}: baseUrl must be https, or the API key would travel in the clear: "${baseUrl}".`,
    )
  return url.href.replace(/\/+$/, '')
}
