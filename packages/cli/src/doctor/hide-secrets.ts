import { createHmac } from 'node:crypto'
import { signCallbackUrl } from '@vidhook/core'
import { hideTokens } from '../hide-tokens.js'
import type { HttpRequest } from '../http-client.js'
import { senderNamed } from '../providers/senders.js'
import type { Target } from './lab.js'
import type { Reply } from './transmit.js'

/** The signature that a careless endpoint prints as "expected" in its refusal. With it, anybody can forge that delivery. */
export async function expectedSignature(
  { provider, secret }: Target,
  { body, url }: HttpRequest,
): Promise<string | undefined> {
  if (secret === undefined) return undefined
  if (provider === 'jogg') return createHmac('sha256', secret).update(body).digest('hex')
  // It covers a timestamp, or is different for each sender: a careless answer is found by the secret alone.
  if (senderNamed(provider)?.proof === 'signature') return undefined
  const unsigned = new URL(url)
  unsigned.searchParams.delete('vidhook')
  const signed = await signCallbackUrl(unsigned, { secret })
  return signed.slice(signed.lastIndexOf('.') + 1)
}

/** Whether a text contains a secret, as it is or escaped for JSON, URLs or HTML. */
export function holdsSecret(text: string, target: Target): boolean {
  return secretsOf(target).some((secret) => spellings(secret).some((each) => text.includes(each)))
}

/** The reply without secrets: if an endpoint leaks its secret, the report must not repeat it. */
export function hideSecrets(reply: Reply, target: Target): Reply {
  if (reply.kind !== 'answered') return reply
  // The longest first: one secret may contain another, and no part of it may remain.
  const hidden = secretsOf(target)
    .flatMap(spellings)
    .sort((one, other) => other.length - one.length)
  const hide = (text: string) =>
    hidden.reduce((rest, each) => rest.replaceAll(each, '[secret]'), hideTokens(text))
  const headers = Object.entries(reply.headers).map(([name, value]) => [name, hide(value)])
  return { ...reply, body: hide(reply.body), headers: Object.fromEntries(headers) }
}

/** Whether a secret is long enough to find it in a text. "a" or "12" is in every answer, and hiding it would garble them all. */
export function isRecognizable(secret: string): boolean {
  return secret.length >= 8
}

function secretsOf({ secret = '', rotatedSecret = '', url }: Target): readonly string[] {
  return [secret, rotatedSecret, ...new URL(url).searchParams.values()].filter(isRecognizable)
}

function spellings(secret: string): readonly string[] {
  const inHtml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
  return [...new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), inHtml])]
}
