import type { RawDelivery } from '../request/delivery.js'
import type { Authentication } from './authentication.js'

/** Five minutes: what the libraries of Stripe and of Standard Webhooks allow. */
export const DEFAULT_TOLERANCE_MS = 5 * 60 * 1000

/**
 * Checks that a delivery was signed recently, so that nobody can send an old one again. Call it after the signature has been
 * verified, with the timestamp that the signature covers.
 *
 * @param timestamp seconds since 1970, as decimal digits
 * @param toleranceMs how old the delivery may be, and how much the sender's clock may be ahead, in milliseconds. @default 300000
 */
export function checkTimestamp(
  timestamp: string,
  { receivedAt }: Pick<RawDelivery, 'receivedAt'>,
  toleranceMs: number = DEFAULT_TOLERANCE_MS,
): Authentication {
  if (!/^\d{1,12}$/.test(timestamp)) return { ok: false, reason: 'timestamp_malformed' }
  const ageMs = (Math.floor(receivedAt.getTime() / 1000) - Number(timestamp)) * 1000
  return Math.abs(ageMs) <= toleranceMs ? { ok: true } : outside
}

const outside: Authentication = {
  ok: false,
  reason: 'timestamp_outside_tolerance',
  hint: 'The signature is right, but the delivery is old or early. Is the clock of this machine right?',
}
