import { hooxDelivery, joggDelivery, type TestDelivery } from '@vidhook/core/testing'
import type { Target } from './lab.js'
import type { WireRequest } from './transmit.js'

export interface ToSign {
  readonly body: string | Uint8Array
  /** @default the target's */
  readonly secret?: string
  /** @default the target's */
  readonly url?: string
}

/** A delivery as the provider would send it: its headers, its signature. */
export async function sign(target: Target, { body, ...other }: ToSign): Promise<WireRequest> {
  const { url = target.url, secret = target.secret } = other
  const delivery =
    target.provider === 'jogg'
      ? await joggDelivery(target.event, { url, body, secret: secret ?? '' })
      : await hooxDelivery(target.event, { url, body, callbackSecret: secret })
  return wireRequest(delivery, target)
}

function wireRequest({ method, url, headers, body }: TestDelivery, { runId }: Target): WireRequest {
  const own = Object.entries(headers).map(([name, value]) => [asWritten(name), value] as const)
  // Nothing is meant to depend on it: it tells a reader of logs who called.
  return { method, url, headers: [...own, ['X-Vidhook-Doctor', runId]], body }
}

/** `x-webhook-event` as both providers write it: `X-Webhook-Event`. */
function asWritten(name: string): string {
  return name.replace(/(?:^|-)[a-z]/g, (letters) => letters.toUpperCase())
}
