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
  /** Where it goes. @default `http://localhost/webhooks/<provider>` */
  readonly url?: string | URL | undefined
  /** Added to the provider's headers, or put in their place. */
  readonly headers?: Record<string, string> | undefined
  /** Sent as it stands, and signed, instead of the event: for bodies that are broken on purpose. */
  readonly body?: string | Uint8Array | undefined
}

export function bodyBytes(body: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body)
}

/** Header names in lower case, so that an option replaces a header whatever its case. */
export function mergeHeaders(
  own: Record<string, string>,
  extra: Record<string, string> = {},
): Record<string, string> {
  return {
    ...own,
    ...Object.fromEntries(Object.entries(extra).map(([name, value]) => [name.toLowerCase(), value])),
  }
}
