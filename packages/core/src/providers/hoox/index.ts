import { helpLink } from '../../misconfigured.js'
import type { Authentication } from '../../proof/authentication.js'
import type { Secret } from '../../proof/secret.js'
import type { RawDelivery } from '../../request/delivery.js'
import { isJsonObject, type JsonValue, lostDigits } from '../../request/json.js'
import { defineProvider, type Identification, type Provider, type SetupNotice } from '../provider.js'
import { type HooxEvents, hooxIdFields } from './events.js'
import { hooxSchemas } from './schemas.js'

/** How to authenticate Hoox's deliveries. */
export interface HooxOptions {
  /**
   * The secret of `signCallbackUrl()`. Hoox does not sign its deliveries, so the URL has to be signed. Without this option,
   * anyone who knows the URL can forge a delivery, and the receiver warns once in the log.
   */
  readonly callbackSecret?: Secret
  /**
   * How long to cache what a secret function returned, in milliseconds. If a delivery does not match the cached secret, the
   * function is called again, at most every 2 s, so a new secret works at once. @default 60000
   */
  readonly secretCacheMs?: number | undefined
}

/** Hoox cuts a delivery off after 10 s ("Retry Behavior" in its guide). */
const TIMEOUT_MS = 10_000

/**
 * How often Hoox tries is not certain. Its guide says four times, 1, 2 and 4 s apart. Public sender code with its headers
 * makes three tries, 1 and 2 s apart. This constant fits the shorter schedule: if a worker is killed in the second try, the
 * last try comes 2 s later, and the lease has to end before that. The remaining half second is for a renewal that is still on
 * its way to the store when the worker dies. A renewal may take a third of the lease, which is half a second too.
 */
const LEASE_MS = 1_500

/**
 * The longest known schedule is that of the guide: three repeats, after 1, 2 and 4 s, and 10 s to wait for each of the four
 * answers, 47 s in all. Ten minutes leave room for clocks and queues. It must not be much longer: a look that is edited again
 * has the same identity.
 */
const RETENTION_MS = 10 * 60 * 1000

/**
 * The provider for Hoox. `X-Hoox-Webhook` and `User-Agent` identify a delivery, a signed callback URL authenticates it. The
 * event's identity is its task, id and status, with a hash of the signed URL's expiry and context.
 *
 * @example
 * ```ts
 * const receiver = createReceiver(hoox({ callbackSecret: process.env.HOOX_CALLBACK_SECRET }), { on: { … } })
 * ```
 */
export function hoox(options: HooxOptions = {}): Provider<HooxEvents> {
  if (typeof options !== 'object' || options === null)
    throw new TypeError('hoox() and hooxWebhook() take an object: { callbackSecret, … }.')
  const { callbackSecret, secretCacheMs } = options
  const isSigned = 'callbackSecret' in options

  return defineProvider({
    name: 'hoox',
    timeoutMs: TIMEOUT_MS,
    leaseMs: LEASE_MS,
    retentionMs: RETENTION_MS,
    events: hooxSchemas,
    typicalHeaders: ['x-hoox-webhook'],

    authenticate: checkHeaders,
    callback: isSigned ? { secret: callbackSecret, cacheMs: secretCacheMs } : undefined,
    identify,
    setup: () => (isSigned ? [] : [forgeable]),
  })
}

const forgeable: SetupNotice = {
  level: 'warn',
  code: 'callback_secret_missing',
  message: `Hoox does not sign, so anyone who knows this URL can forge a delivery. Set callbackSecret and start jobs with a URL from signCallbackUrl(). See ${helpLink('callback_secret_missing')}`,
}

/** "Validate Requests" in the guide. Anyone can send these two headers: they identify a delivery, but do not authenticate it. */
function checkHeaders({ headers }: RawDelivery): Authentication {
  if (headers.get('x-hoox-webhook') !== 'true') {
    const fromJogg = headers.has('x-webhook-signature')
    const hint = fromJogg
      ? 'This looks like a JoggAI delivery: mount joggWebhook() at the URL that JoggAI posts to.'
      : undefined
    return { ok: false, reason: 'hoox_header_missing', hint }
  }
  if (!headers.get('user-agent')?.includes('Hoox-API'))
    return { ok: false, reason: 'hoox_user_agent_missing' }
  return { ok: true }
}

/** "Implement Idempotency" in the guide. The task and the status are added, since a look that is edited keeps its id. */
function identify(body: JsonValue): Identification {
  if (!isJsonObject(body)) return { kind: 'unidentified', reason: 'The body is not an object.' }
  const { status } = body
  const task = taskOf(body)
  if (task === undefined)
    return {
      kind: 'unidentified',
      reason: 'The body has no "task", nor a result that shows which task it was.',
    }
  if (typeof status !== 'string') return { kind: 'unidentified', reason: 'The body has no "status".' }
  const name = `${task}.${status}`
  const candidates = Object.hasOwn(hooxIdFields, task) ? [hooxIdFields[task] ?? []] : ALL_ID_FIELDS
  const fields = candidates.find((each) => each.every((field) => isId(body[field])))
  if (!fields) return { kind: 'unidentified', name, reason: noId(body, candidates) }
  const ids = fields.map((field) => String(body[field]))
  return { kind: 'identified', name, identity: [task, ...ids, status].map(escapeColon).join(':') }
}

const ALL_ID_FIELDS = Object.values(hooxIdFields)

/** Older deliveries have no task. It is read from the result: an export has the file, a generation has the video's id. */
function taskOf({ task, result }: { readonly [key: string]: JsonValue }): string | undefined {
  if (typeof task === 'string') return task
  if (task !== undefined && task !== null) return undefined
  if (result === undefined || !isJsonObject(result)) return undefined
  if (typeof result.download_url === 'string' || typeof result.video_url === 'string') return 'video_export'
  return isId(result.video_id) ? 'video_generate' : undefined
}

function noId(
  body: { readonly [key: string]: JsonValue },
  candidates: readonly (readonly string[])[],
): string {
  for (const field of candidates.flat()) {
    const value = body[field]
    if (typeof value === 'number') {
      const loss = lostDigits(value)
      if (loss) return `"${field}" is the number ${value}, which cannot be used as an id.${loss}`
    }
  }
  const names = candidates.map((fields) => fields.map((field) => `"${field}"`).join(' and '))
  return `The body has no ${[...new Set(names)].join(', or ')}.`
}

function isId(value: JsonValue | undefined): value is string | number {
  return typeof value === 'number' ? Number.isSafeInteger(value) : typeof value === 'string' && value !== ''
}

function escapeColon(part: string): string {
  return part.replace(/[%:]/g, (char) => (char === '%' ? '%25' : '%3A'))
}
