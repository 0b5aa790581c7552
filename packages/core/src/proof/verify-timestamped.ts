import type { RawDelivery } from '../request/delivery.js'
import type { Authentication } from './authentication.js'
import { concatBytes } from './bytes.js'
import { decodeHex } from './hmac.js'
import { type Keyring, refusedWith } from './secret.js'
import { checkTimestamp } from './timestamp.js'
import { verifyHmac } from './verify-hmac.js'

/** How a sender writes a timestamp and signatures into its headers. */
export interface TimestampedProof {
  readonly keys: Keyring
  readonly delivery: RawDelivery
  /** The header with the timestamp and the signatures, such as `stripe-signature: t=1700000000,v1=5257a8…`. */
  readonly header: string
  /** The header with the timestamp, if it has one of its own. Then `header` has the signature and nothing else. */
  readonly timestampHeader?: string | undefined
  /** The timestamp's name in the header. @default 't' */
  readonly timestampName?: string | undefined
  /** The signatures' name in the header. @default 'v1' */
  readonly signatureName?: string | undefined
  /** What is between the parts of the header. @default ',' */
  readonly separator?: string | undefined
  /** What is between the timestamp and the body in the signed message. @default '.' */
  readonly joiner?: string | undefined
  /** @default decodeHex */
  readonly decode?: ((signature: string) => Uint8Array | undefined) | undefined
  /** How old a delivery may be, and how much the sender's clock may be ahead, in milliseconds. @default 300000 */
  readonly toleranceMs?: number | undefined
}

/** A sender that changes its secret sends two. Each one costs a hash of the body. */
export const MOST_SIGNATURES = 16

/**
 * Checks an HMAC over a timestamp in seconds and the raw body, as Stripe, Mux, ElevenLabs, Cloudflare Stream and others sign,
 * and that the timestamp is recent. Several signatures are accepted: one of them must match.
 *
 * @throws MisconfiguredError if no secret is set.
 * @example
 * ```ts
 * verifyTimestamped({ keys, delivery, header: 'mux-signature' }) // t=…,v1=…
 * verifyTimestamped({ keys, delivery, header: 'webhook-signature', timestampName: 'time', signatureName: 'sig1' }) // Cloudflare
 * verifyTimestamped({ keys, delivery, header: 'synthesia-signature', timestampHeader: 'synthesia-timestamp' })
 * ```
 */
export async function verifyTimestamped(proof: TimestampedProof): Promise<Authentication> {
  const { keys, delivery, joiner = '.', decode = decodeHex, toleranceMs } = proof
  const found = partsOf(proof)
  if (!('signatures' in found)) return refusedWith(keys, delivery, found)
  const { timestamp, signatures } = found
  const verified = await verifyHmac({
    keys,
    message: concatBytes(timestamp + joiner, delivery.body),
    signatures: signatures.slice(0, MOST_SIGNATURES).map((signature) => decode(signature)),
    delivery,
  })
  return verified.ok ? checkTimestamp(timestamp, delivery, toleranceMs) : verified
}

interface Parts {
  readonly timestamp: string
  readonly signatures: readonly string[]
}

function partsOf(proof: TimestampedProof): Parts | Authentication {
  const { header, timestampHeader, timestampName = 't', signatureName = 'v1', separator = ',' } = proof
  const { headers } = proof.delivery
  const value = headers.get(header)
  if (!value) return refused('signature_missing')
  if (timestampHeader !== undefined) {
    const timestamp = headers.get(timestampHeader)
    return timestamp ? { timestamp, signatures: [value] } : refused('timestamp_missing')
  }
  const parts = value.split(separator).map((part) => part.trim())
  const valuesOf = (name: string) =>
    parts.filter((part) => part.startsWith(`${name}=`)).map((part) => part.slice(name.length + 1))
  const [timestamp, ...others] = valuesOf(timestampName)
  if (!timestamp) return refused('timestamp_missing')
  // The header was sent more than once: Node and fetch join the values with a comma.
  if (others.length > 0) return refused('signature_repeated')
  return { timestamp, signatures: valuesOf(signatureName) }
}

function refused(reason: string): Authentication {
  return { ok: false, reason }
}
