/**
 * A delivery as a provider would send it. It fits `receiver.receive(delivery)`, `fetch(delivery.url, delivery)` and
 * `new Request(delivery.url, delivery)` alike.
 */
export interface TestDelivery {
  readonly method: 'POST'
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: Uint8Array<ArrayBuffer>
}

export interface TestDeliveryOptions {
  /** The URL to send it to. @default `http://localhost/webhooks/<provider>` */
  readonly url?: string | URL | undefined
  /** Added to the provider's headers. One of the same name replaces the provider's. */
  readonly headers?: Record<string, string> | undefined
  /** Sent and signed in place of the event: for invalid bodies. */
  readonly body?: string | Uint8Array | undefined
}

export function bodyBytes(body: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body)
}

/** Makes header names lower case, so that an option replaces a header in any spelling. */
export function mergeHeaders(
  own: Record<string, string>,
  extra: Record<string, string> = {},
): Record<string, string> {
  return {
    ...own,
    ...Object.fromEntries(Object.entries(extra).map(([name, value]) => [name.toLowerCase(), value])),
  }
}
