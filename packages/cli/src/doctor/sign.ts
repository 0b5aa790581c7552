import { hooxDelivery, joggDelivery, type TestDelivery } from '@vidhook/core/testing'
import { senderDelivery } from '@vidhook/providers/testing'
import type { HttpRequest } from '../http-client.js'
import { identify } from '../providers/identify.js'
import { senderNamed } from '../providers/senders.js'
import type { Target } from './lab.js'

export interface ToSign {
  readonly body: string | Uint8Array
  /** @default the target's */
  readonly secret?: string
  /** @default the target's */
  readonly url?: string
  /** How long ago it was signed, in seconds. @default 0 */
  readonly ageS?: number
  readonly unsigned?: boolean
}

/** A delivery as the provider would send it: its headers, its signature. */
export async function sign(target: Target, { body, ...other }: ToSign): Promise<HttpRequest> {
  const { url = target.url, secret = target.secret } = other
  const sender = senderNamed(target.provider)
  if (sender) {
    const timestamp = Math.floor(Date.now() / 1000) - (other.ageS ?? 0)
    const signing = { url, body, secret: other.unsigned ? undefined : secret, timestamp }
    return httpRequest(await senderDelivery(sender.name, target.event, signing), target)
  }
  const delivery =
    target.provider === 'jogg'
      ? await joggDelivery(nameIn(body) ?? target.event, { url, body, secret: secret ?? '' })
      : await hooxDelivery(target.event, { url, body, callbackSecret: secret })
  return httpRequest(delivery, target)
}

/** For X-Webhook-Event, which names the event of the body. */
function nameIn(body: string | Uint8Array): string | undefined {
  return identify('jogg', typeof body === 'string' ? new TextEncoder().encode(body) : body).name
}

function httpRequest({ method, url, headers, body }: TestDelivery, { runId }: Target): HttpRequest {
  const own = Object.entries(headers).map(([name, value]) => [titleCased(name), value] as const)
  // Marks the request in the endpoint's log. The doctor does not depend on it.
  return { method, url, headers: [...own, ['X-Vidhook-Doctor', runId]], body }
}

/** `x-webhook-event` as both providers write it: `X-Webhook-Event`. */
function titleCased(name: string): string {
  return name.replace(/(?:^|-)[a-z]/g, (letters) => letters.toUpperCase())
}
