import {
  type Authentication,
  checkTimestamp,
  concatBytes,
  decodeHex,
  defineProvider,
  type EventsOf,
  jwks,
  type Keyring,
  type Provider,
  type RawDelivery,
  sha256Hex,
  type VerifyKey,
  verifySignature,
} from '@vidhook/core'
import { events } from './parts/events.js'
import { fieldsOf, identity } from './parts/identity.js'

const schemas = /* @__PURE__ */ events(
  ['OK', 'ERROR'],
  { request_id: 'id', gateway_request_id: 'id', payload: 'any', payload_error: 'text', error: 'text' },
  'status',
)

/** fal's events by name: the `status` of a request. `payload` is the model's output, or the details of the error. */
export type FalEvents = EventsOf<typeof schemas>

/** How to get fal's public keys. */
export interface FalOptions {
  /** Other keys than those that fal publishes: for tests, or with options of your own for `jwks()`. @default fal's JWKS */
  readonly keys?: Keyring<VerifyKey> | undefined
}

const JWKS_URL = 'https://rest.fal.ai/.well-known/jwks.json'
/** How long fal waits for an answer. */
const TIMEOUT_MS = 15_000

/**
 * The provider for fal. It needs no secret: fal signs with Ed25519 and publishes its keys, which are fetched when the first
 * delivery comes. The signature covers the request's id, the user's id, a timestamp and the body. The identity is `request_id`
 * and `status`.
 *
 * Documented: all of it, 10 retries within 2 h (docs.fal.ai/model-apis/model-endpoints/webhooks), 15 s for an answer
 * (fal.ai/docs/documentation/model-apis/inference/webhooks). Seen: the key in the JWKS is padded with `=`, which the core accepts.
 * Read on 2026-11-26.
 *
 * @example
 * ```ts
 * createReceiver(fal(), { on: { OK: ({ request_id, payload }) => save(request_id, payload), ERROR: handler } })
 * ```
 */
export function fal({ keys = jwks(JWKS_URL) }: FalOptions = {}): Provider<FalEvents> {
  return defineProvider({
    name: 'fal',
    timeoutMs: TIMEOUT_MS,
    events: schemas,
    typicalHeaders: ['x-fal-webhook-signature', 'x-fal-webhook-request-id'],
    authenticate: (delivery) => authenticate(delivery, keys),
    identify(body) {
      const { status, request_id } = fieldsOf(body)
      return identity({ status }, { request_id })
    },
    setup: () => [keys.problem()],
  })
}

async function authenticate(delivery: RawDelivery, keys: Keyring<VerifyKey>): Promise<Authentication> {
  const header = (name: string) => delivery.headers.get(`x-fal-webhook-${name}`)
  const signature = header('signature')
  // Before the keys, which may have to be fetched.
  if (signature === undefined) return { ok: false, reason: 'signature_missing' }
  const timestamp = header('timestamp') ?? ''
  const lines = [header('request-id'), header('user-id'), timestamp, await sha256Hex(delivery.body)]
  const proof = await verifySignature({
    keys,
    message: concatBytes(lines.join('\n')),
    signatures: [decodeHex(signature)],
    delivery,
  })
  return proof.ok ? checkTimestamp(timestamp, delivery) : proof
}
