import {
  type Authentication,
  checkTimestamp,
  concatBytes,
  decodeHex,
  defineProvider,
  type EventsOf,
  type Keyring,
  type Provider,
  type RawDelivery,
  verifyHmac,
} from '@vidhook/core'
import { events } from './parts/events.js'
import { fieldsOf, identity } from './parts/identity.js'
import { CAUTIOUS_TIMEOUT_MS, type SignedOptions, secretKeys } from './parts/options.js'

const schemas = /* @__PURE__ */ events(
  ['COMPLETED', 'FAILED', 'REJECTED', 'CANCELED'],
  {
    id: 'id',
    createdAt: 'text',
    model: 'text',
    input: 'any',
    options: 'any',
    outputUrl: 'text',
    outputDuration: 'number',
    webhookUrl: 'text',
    error: 'text',
    error_code: 'text',
  },
  'status',
)

/** sync.so's events by name: the `status` of a generation, which is the event itself. */
export type SyncSoEvents = EventsOf<typeof schemas>

/**
 * The provider for sync.so. `Sync-Signature: t=…,v1=…` is a hex HMAC-SHA256 of a timestamp and the body. The identity is the
 * generation's id and status.
 *
 * Documented: the header, that it covers the timestamp and the body, that a job is reported when it completes or fails
 * (docs.sync.so/api-reference/webhooks, sync.so/docs/api-reference/guides/webhooks). Not verified: the dot between the two, the
 * timestamp's unit (seconds and milliseconds are accepted), the statuses besides `COMPLETED` and `FAILED`, how long sync.so
 * waits, and retries. Read on 2026-11-26.
 *
 * @example
 * ```ts
 * createReceiver(syncSo({ secret: process.env.SYNC_SO_WEBHOOK_SECRET }), { on: { COMPLETED: ({ id, outputUrl }) => … } })
 * ```
 */
export function syncSo(options: SignedOptions): Provider<SyncSoEvents> {
  const keys = secretKeys('sync.so', 'SYNC_SO_WEBHOOK_SECRET', options)
  return defineProvider({
    name: 'sync-so',
    timeoutMs: CAUTIOUS_TIMEOUT_MS,
    events: schemas,
    typicalHeaders: ['sync-signature'],
    authenticate: (delivery) => authenticate(delivery, keys),
    identify(body) {
      const { status, id } = fieldsOf(body)
      return identity({ status }, { id })
    },
    setup: () => [keys.problem()],
  })
}

/** As `verifyTimestamped()`, but the timestamp may be in milliseconds. */
async function authenticate(delivery: RawDelivery, keys: Keyring): Promise<Authentication> {
  const header = delivery.headers.get('sync-signature')
  const [, timestamp = '', signature = ''] = /^t=(\d{1,16}), ?v1=([0-9a-f]+)$/.exec(header ?? '') ?? []
  const proof = await verifyHmac({
    keys,
    message: concatBytes(`${timestamp}.`, delivery.body),
    signatures: [decodeHex(signature)],
    delivery,
  })
  if (header === undefined) return { ok: false, reason: 'signature_missing' }
  const seconds = timestamp.length > 12 ? timestamp.slice(0, -3) : timestamp
  return proof.ok ? checkTimestamp(seconds, delivery) : proof
}
