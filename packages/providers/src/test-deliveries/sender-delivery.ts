import { type CallbackContext, signCallbackUrl } from '@vidhook/core'
import { type Sender, type SenderEvents, type SenderName, senders } from './senders.js'

/** What to send, and how to sign it. */
export interface SenderDeliveryOptions {
  /** The receiver's secret; for Standard Webhooks base64, with or without `whsec_`. @default not signed */
  readonly secret?: string | undefined
  /** The URL to send it to. @default `http://localhost/webhooks/<sender>` */
  readonly url?: string | URL | undefined
  /** Fields that replace those of the sample. Ids are random unless given here, so no two deliveries are duplicates. */
  readonly event?: { readonly [field: string]: unknown } | undefined
  /** The message's id, for senders that have one beside the body. @default a new random one */
  readonly id?: string | undefined
  /** Unix time in seconds: when it is signed. @default now */
  readonly timestamp?: number | undefined
  /** The context in a signed callback URL, for senders that sign nothing. */
  readonly context?: CallbackContext | undefined
  /** Added to the sender's headers. One of the same name replaces the sender's. */
  readonly headers?: Record<string, string> | undefined
  /** Sent and signed in place of the event: for invalid bodies. */
  readonly body?: string | Uint8Array | undefined
}

/** A delivery as a sender would send it. It fits `receiver.receive(delivery)` and `fetch(delivery.url, delivery)` alike. */
export interface SenderTestDelivery {
  readonly method: 'POST'
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: Uint8Array<ArrayBuffer>
}

/**
 * Makes a complete and correctly signed delivery of a sender's event. For an unknown event give any name.
 *
 * @example
 * ```ts
 * const delivery = await senderDelivery('mux', 'video.asset.ready', { secret, url, event: { id: 'event_1' } })
 * const response = await fetch(delivery.url, delivery)
 * ```
 */
export async function senderDelivery<Name extends SenderName>(
  name: Name,
  event: (keyof SenderEvents[Name] & string) | (string & {}),
  options: SenderDeliveryOptions = {},
): Promise<SenderTestDelivery> {
  const { sample, sign }: Pick<Sender, 'sample' | 'sign'> = senders[name]
  const { secret, context, timestamp = Math.floor(Date.now() / 1000) } = options
  const id = options.id ?? crypto.randomUUID()
  const body = bytesOf(options.body ?? JSON.stringify({ ...sample(event, id, timestamp), ...options.event }))
  const url = String(options.url ?? `http://localhost/webhooks/${name}`)
  const signed =
    secret !== undefined && sign ? await sign({ secret, body, timestamp: String(timestamp), id }) : {}
  const own = { 'content-type': 'application/json', ...signed }
  return {
    method: 'POST',
    url: secret !== undefined && !sign ? await signCallbackUrl(url, { secret, context }) : url,
    headers: { ...own, ...lowerCased(options.headers) },
    body,
  }
}

function bytesOf(body: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body)
}

function lowerCased(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
