import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import * as z from 'zod/mini'
import { decodePayload } from '../../../core/src/proof/callback-url.js'
import type { HeaderPairs } from '../http-client.js'
import { chooseProvider } from './choose-provider.js'
import type { Incoming } from './intake.js'
import type { KeptDelivery } from './kept-delivery.js'
import type { Secrets } from './verify-delivery.js'

/** A delivery as the page's editor sends it back. */
export const edit = z.object({
  headers: z.array(
    z.tuple([
      z.string().check(z.regex(/^[!#$%&'*+.^_`|~0-9a-z-]+$/i)),
      z.string().check(z.regex(/^[\t\x20-\x7e\x80-\xff]*$/)),
    ]),
  ),
  body: z.string(),
  /** Whether to sign it again. If not, it keeps its old signature, which does not match a changed body. */
  sign: z.boolean(),
})
export type Edit = z.infer<typeof edit>

/** The edited delivery as its provider would have sent it: signed in a header for JoggAI, in the URL for Hoox. */
export async function edited(original: KeptDelivery, change: Edit, secrets: Secrets): Promise<Incoming> {
  const { method, url } = original.request
  const incoming: Incoming = {
    method,
    url,
    headers: change.headers,
    body: { bytes: Buffer.from(change.body), state: 'whole' },
    origin: { kind: 'edited', of: original.id },
  }
  if (!change.sign) return incoming
  const provider = chooseProvider(url, change.headers)
  if (provider === 'jogg' && secrets.jogg !== undefined)
    return { ...incoming, headers: await signed(change, secrets.jogg) }
  if (provider === 'hoox' && secrets.hoox !== undefined)
    return { ...incoming, url: await signedUrl(original, change.body, secrets.hoox) }
  return incoming
}

/** Replaces the signature, and sets X-Webhook-Event to the body's event. */
async function signed({ headers, body }: Edit, secret: string): Promise<HeaderPairs> {
  const delivery = await joggDelivery(eventIn(body), { secret, body })
  const fresh = ['x-webhook-event', 'x-webhook-signature'] as const
  const others = headers.filter(([name]) => !fresh.some((each) => each === name.toLowerCase()))
  return [...others, ...fresh.map((name) => [name, delivery.headers[name] ?? ''] as const)]
}

function eventIn(body: string): string {
  try {
    const { event } = JSON.parse(body)
    return typeof event === 'string' ? event.replace(/[^\x21-\x7e]/g, '?') : ''
  } catch {
    return ''
  }
}

/** Signs the URL again. Its context and expiry stay if its signature was valid: an expired URL stays expired. */
async function signedUrl(
  { request, result }: KeptDelivery,
  body: string,
  callbackSecret: string,
): Promise<string> {
  const url = new URL(request.url, 'http://localhost')
  const token = url.searchParams.get('vidhook') ?? ''
  url.searchParams.delete('vidhook')
  const isValid = result?.verification.state === 'verified'
  const kept = isValid ? decodePayload(token.slice(0, token.lastIndexOf('.'))) : {}
  const delivery = await hooxDelivery('', { url, body, callbackSecret, ...kept })
  return delivery.url.slice(url.origin.length)
}
