import { decodeBase64, decodeHex } from '@vidhook/core'
import { asGiven, furtherReadings, mistaken, type Reading } from './reading.js'

/** The 32-byte signatures that a text may represent. */
export function signatureReadings(given: string): readonly Reading<Uint8Array>[] {
  const bare = furtherReadings(undecorated(given), unprefixed)
  return furtherReadings(bare, decoded).filter(({ value }) => value.byteLength === 32)
}

/** Removes what was copied along: `X-Webhook-Signature:`, quotes, a newline. */
function undecorated(text: string): readonly Reading<string>[] {
  const bare = text.replace(/^\s*x-webhook-signature\s*:/i, '').replace(/^[\s"'`]+|[\s"'`]+$/g, '')
  return bare === text ? [asGiven(text)] : [mistaken(bare, 'signature_decorated')]
}

/** GitHub writes `sha256=…`, Standard Webhooks `v1,…`, Stripe `t=…,v1=…`. */
function unprefixed(text: string): readonly Reading<string>[] {
  const [, prefix, rest] = /^(t=\d+,\s*v\d=|[a-z0-9-]{2,12}[=:]|v\d,)\s*(.+)$/is.exec(text) ?? []
  if (prefix === undefined || rest === undefined) return [asGiven(text)]
  return [asGiven(text), mistaken(rest, 'signature_prefix', prefix)]
}

function decoded(text: string): readonly Reading<Uint8Array>[] {
  const exact = decodeHex(text)
  if (exact) return [asGiven(exact)]
  const lower = decodeHex(text.toLowerCase())
  if (lower) return [mistaken(lower, 'signature_upper_case')]
  const padded = text.replaceAll('-', '+').replaceAll('_', '/').replace(/=*$/, '')
  const bytes = decodeBase64(padded.padEnd(Math.ceil(padded.length / 4) * 4, '='))
  return bytes ? [mistaken(bytes, 'signature_base64')] : []
}
