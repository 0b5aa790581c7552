import { encodeHex, hmacKey } from '../proof/hmac.js'
import type { JoggData, JoggEventName } from '../providers/jogg/events.js'
import { joggOtherSamples, joggSamples } from './jogg-samples.js'
import { bodyBytes, mergeHeaders, type TestDelivery, type TestDeliveryOptions } from './test-delivery.js'

export interface JoggDeliveryOptions<Data = Record<string, unknown>> extends TestDeliveryOptions {
  /** The receiver's secret, or the first of its list. */
  readonly secret: string
  /** @default a new random one for every call, so that no two are duplicates */
  readonly event_id?: string | undefined
  /** Unix time in seconds. @default now */
  readonly timestamp?: number | undefined
  /** Which of the two known forms of `data` to send: `joggSamples`, or `joggOtherSamples`. @default 'first' */
  readonly sample?: 'first' | 'other' | undefined
  /** Fields that replace those of the sample's `data`. */
  readonly data?: Partial<Data> | undefined
}

/**
 * Makes a complete and correctly signed delivery of a JoggAI event. For an unknown event give any name and any `data`.
 *
 * @example
 * ```ts
 * const delivery = await joggDelivery('generated_avatar_video_success', { secret, url, data: { video_id: 'v1' } })
 * const response = await fetch(delivery.url, delivery)
 * ```
 */
export async function joggDelivery<Name extends JoggEventName>(
  name: Name,
  options: JoggDeliveryOptions<JoggData<Name>>,
): Promise<TestDelivery>
export async function joggDelivery(name: string, options: JoggDeliveryOptions): Promise<TestDelivery>
export async function joggDelivery(name: string, options: JoggDeliveryOptions): Promise<TestDelivery> {
  const body = bodyBytes(options.body ?? JSON.stringify(joggEvent(name, options)))
  const signature = encodeHex(await hmacKey(options.secret).sign(body))
  return {
    method: 'POST',
    url: String(options.url ?? 'http://localhost/webhooks/jogg'),
    headers: mergeHeaders(
      {
        'content-type': 'application/json',
        'user-agent': 'JoggAI-Webhook/2.0',
        'x-webhook-event': name,
        'x-webhook-signature': signature,
      },
      options.headers,
    ),
    body,
  }
}

function joggEvent(
  name: string,
  { event_id, timestamp, sample, data }: JoggDeliveryOptions,
): Record<string, unknown> {
  const known = Object.hasOwn(joggSamples, name) ? (name as JoggEventName) : undefined
  const other = sample === 'other' && known ? joggOtherSamples[known] : undefined
  return {
    event_id: event_id ?? `evt_${crypto.randomUUID()}`,
    event: name,
    timestamp: timestamp ?? Math.floor(Date.now() / 1000),
    data: { ...(other ?? (known && joggSamples[known])), ...data },
  }
}
