import { MisconfiguredError } from '../misconfigured.js'
import type { Authentication } from '../proof/authentication.js'
import { concatBytes } from '../proof/bytes.js'
import { bytesOfBase64, decodeBase64 } from '../proof/hmac.js'
import { ed25519Keyring } from '../proof/public-key.js'
import { keyring, type Secret } from '../proof/secret.js'
import { checkTimestamp, DEFAULT_TOLERANCE_MS } from '../proof/timestamp.js'
import { verifyHmac } from '../proof/verify-hmac.js'
import { verifySignature } from '../proof/verify-signature.js'
import { MOST_SIGNATURES } from '../proof/verify-timestamped.js'
import type { RawDelivery } from '../request/delivery.js'
import { isJsonObject, type JsonValue } from '../request/json.js'
import {
  defineProvider,
  type EventsOf,
  type Identification,
  type Provider,
  type ProviderDefinition,
  type Schema,
} from './provider.js'

/** A sender that follows Standard Webhooks. At least one of `secret` and `publicKey` must be given; either may match. */
export interface StandardWebhooksOptions<Schemas extends { readonly [name: string]: Schema }>
  extends Pick<ProviderDefinition<Schemas>, 'name' | 'events' | 'leaseMs' | 'retentionMs' | 'entryHeaders'> {
  /** The endpoint's secret, base64 with or without `whsec_`, for signatures `v1` (HMAC-SHA256). */
  readonly secret?: Secret
  /** The sender's Ed25519 public key, base64 with or without `whpk_`, for signatures `v1a`. */
  readonly publicKey?: Secret
  /**
   * What the names of the headers begin with: `webhook-id` and so on in the standard, `svix-id` from senders that use Svix,
   * such as Clerk and Resend. @default 'webhook'
   */
  readonly headers?: 'webhook' | 'svix' | undefined
  /** How old a delivery may be, and how much the sender's clock may be ahead, in milliseconds. @default 300000 (5 minutes) */
  readonly toleranceMs?: number | undefined
  /** How long the sender waits for an answer, in milliseconds. @default 15000, the least that the standard recommends */
  readonly timeoutMs?: number | undefined
  /** How long to cache what a secret function returned, in milliseconds. @default 60000 */
  readonly secretCacheMs?: number | undefined
  /** Finds the event's name and identity. @default the body's `type`, and the message's id */
  readonly identify?: ((body: JsonValue, delivery: RawDelivery) => Identification) | undefined
}

/** "Timeouts and retries" in the standard: 15 to 30 s. */
const TIMEOUT_MS = 15_000

/**
 * A provider for any sender that follows Standard Webhooks (https://www.standardwebhooks.com): it signs the message's id, a
 * timestamp and the body. Several secrets and several signatures are accepted, for rotation; one pair has to match.
 *
 * @throws TypeError if there is no key, the name or a time is not usable, or events are forgotten before `toleranceMs` is over.
 * @example
 * ```ts
 * const acme = standardWebhooks({
 *   name: 'acme',
 *   secret: process.env.ACME_WEBHOOK_SECRET,
 *   events: { 'invoice.paid': z.looseObject({ type: z.literal('invoice.paid') }) },
 * })
 * ```
 */
export function standardWebhooks<const Schemas extends { readonly [name: string]: Schema }>(
  options: StandardWebhooksOptions<Schemas>,
): Provider<EventsOf<Schemas>> {
  const { name, headers: prefix = 'webhook', toleranceMs = DEFAULT_TOLERANCE_MS, secretCacheMs } = options
  const { timeoutMs = TIMEOUT_MS, leaseMs, retentionMs, events, entryHeaders } = options
  const cached = { cacheMs: secretCacheMs }
  const secrets =
    'secret' in options
      ? keyring(options.secret, `${name}'s secret`, SECRET_HINT, { ...cached, decode: decodeSecret(name) })
      : undefined
  const publicKeys =
    'publicKey' in options
      ? ed25519Keyring(options.publicKey, `${name}'s public key`, PUBLIC_KEY_HINT, cached)
      : undefined
  if (!secrets && !publicKeys) throw new TypeError(`Provider ${name} needs a secret or a publicKey.`)

  const provider = defineProvider({
    name,
    timeoutMs,
    leaseMs,
    retentionMs,
    events,
    typicalHeaders: [`${prefix}-id`, `${prefix}-signature`],
    entryHeaders: [`${prefix}-id`, `${prefix}-timestamp`, ...(entryHeaders ?? [])],
    authenticate,
    identify: options.identify ?? ((body, { headers }) => identify(body, headers.get(`${prefix}-id`))),
    setup: () => [secrets?.problem(), publicKeys?.problem()],
  })
  if (!(toleranceMs > 0 && toleranceMs * 2 <= provider.retentionMs)) {
    throw new TypeError(
      `Provider ${name}: toleranceMs must be positive, and at most half of retentionMs (${provider.retentionMs}), or an event could be sent again after it is forgotten.`,
    )
  }
  return provider

  async function authenticate(delivery: RawDelivery): Promise<Authentication> {
    const { headers, body } = delivery
    const id = headers.get(`${prefix}-id`) ?? ''
    const timestamp = headers.get(`${prefix}-timestamp`) ?? ''
    const header = headers.get(`${prefix}-signature`) ?? ''
    const signatures = header.split(' ').slice(0, MOST_SIGNATURES)
    const of = (version: string) =>
      signatures
        .filter((signature) => signature.startsWith(version))
        .map((signature) => decodeBase64(signature.slice(version.length)))
    const isComplete = id !== '' && timestamp !== '' && header !== ''
    const signed = { message: concatBytes(`${id}.${timestamp}.`, body), delivery }

    // Also without headers, to load the keys: a receiver without a secret answers `misconfigured`, whatever was sent.
    const byHmac =
      secrets && (await verifyHmac({ keys: secrets, signatures: isComplete ? of('v1,') : [], ...signed }))
    const byKey =
      publicKeys && !byHmac?.ok
        ? await verifySignature({ keys: publicKeys, signatures: isComplete ? of('v1a,') : [], ...signed })
        : undefined
    if (!isComplete) return headersMissing(delivery, prefix)
    if (byHmac?.ok || byKey?.ok) return checkTimestamp(timestamp, delivery, toleranceMs)
    return (
      [byHmac, byKey].find((each) => each?.ok === false && each.reason !== 'signature_malformed') ?? malformed
    )
  }
}

const SECRET_HINT = "Give it the endpoint's secret, which begins with whsec_."
const PUBLIC_KEY_HINT = "Give it the sender's public key, which begins with whpk_."

const malformed: Authentication = { ok: false, reason: 'signature_malformed' }

function headersMissing({ headers }: RawDelivery, prefix: string): Authentication {
  const other = prefix === 'svix' ? 'webhook' : 'svix'
  const hint = headers.has(`${other}-signature`)
    ? `The delivery has ${other}- headers: give standardWebhooks() headers: '${other}'.`
    : undefined
  return { ok: false, reason: 'signature_missing', hint }
}

function identify(body: JsonValue, id = ''): Identification {
  const type = isJsonObject(body) ? body.type : undefined
  if (typeof type !== 'string') return { kind: 'unidentified', reason: 'The body has no "type".' }
  return { kind: 'identified', name: type, identity: id }
}

/** As the standard's own library reads it: base64 with or without `whsec_`, padding and white space. */
function decodeSecret(name: string): (secret: string) => Uint8Array {
  return (secret) => {
    try {
      const base64 = secret.trim().replace(/^whsec_|=+$/g, '')
      return bytesOfBase64(base64)
    } catch {
      throw new MisconfiguredError('provider_failed', `${name}'s secret is not base64. ${SECRET_HINT}`)
    }
  }
}
