import { jogg } from '@vidhook/core'
import { startHooxApi, startJoggApi } from '@vidhook/test-servers'
import { onTestFinished } from 'vitest'
import { ApiError, type ClientOptions, HooxClient, JoggClient } from '../src/index.js'

/** Found in no message, whatever happens. */
export const KEY = 'hx_live_0123456789+/abcdef'

export const EVENTS = Object.keys(jogg({ secret: 'whsec_test' }).events)

export const URL_OF_OURS = 'https://example.com/webhooks/jogg'

/** JoggAI's API of one test's own, and a client for it. */
export async function joggApi(options: Partial<ClientOptions> = {}) {
  const api = await startJoggApi(KEY, EVENTS)
  onTestFinished(() => api.stop())
  const client = new JoggClient({ apiKey: KEY, baseUrl: api.url, ...options })
  return { api, client }
}

/** Hoox's API of one test's own, and a client for it. */
export async function hooxApi(options: Partial<ClientOptions> = {}) {
  const api = await startHooxApi(KEY)
  onTestFinished(() => api.stop())
  const client = new HooxClient({ apiKey: KEY, baseUrl: `${api.url}/api/public/v1`, ...options })
  return { api, client }
}

/** What was called, in order. */
export function callsOf({ requests }: { readonly requests: readonly { method: string; path: string }[] }) {
  return requests.map(({ method, path }) => `${method} ${path}`)
}

/** The error that a call rejects with. */
export async function errorOf(call: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await call.then(
    () => new Error('The call succeeded.'),
    (reason) => reason,
  )
  if (error instanceof ApiError) return error
  throw error
}
