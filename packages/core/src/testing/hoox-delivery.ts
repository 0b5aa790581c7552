import type { CallbackContext } from '../proof/authentication.js'
import { signUrl } from '../proof/callback-url.js'
import { type HooxEventName, type HooxEvents, hooxIdFields } from '../providers/hoox/events.js'
import { hooxSamples } from './hoox-samples.js'
import { bodyBytes, mergeHeaders, type TestDelivery, type TestDeliveryOptions } from './test-delivery.js'

export interface HooxDeliveryOptions<Event = Record<string, unknown>> extends TestDeliveryOptions {
  /** The receiver's `callbackSecret`, or the first of its list. Signs the URL. @default the URL is not signed */
  readonly callbackSecret?: string | undefined
  /** The context in the signed URL. */
  readonly context?: CallbackContext | undefined
  /** When the signed URL stops working: a `Date`, or milliseconds since 1970, also in the past. @default never */
  readonly expiresAt?: Date | number | undefined
  /** Fields that replace those of the sample event. Ids are random unless given here, so no two deliveries are duplicates. */
  readonly event?: Partial<Event> | undefined
}

/**
 * Makes a complete delivery of a Hoox event to a correctly signed URL. For an unknown event give any `task.status`.
 *
 * @example
 * ```ts
 * const delivery = await hooxDelivery('video_export.completed', { callbackSecret, url, event: { job_id: 'run_1' } })
 * const response = await fetch(delivery.url, delivery)
 * ```
 */
export async function hooxDelivery<Name extends HooxEventName>(
  name: Name,
  options?: HooxDeliveryOptions<HooxEvents[Name]>,
): Promise<TestDelivery>
export async function hooxDelivery(name: string, options?: HooxDeliveryOptions): Promise<TestDelivery>
export async function hooxDelivery(name: string, options: HooxDeliveryOptions = {}): Promise<TestDelivery> {
  const url = String(options.url ?? 'http://localhost/webhooks/hoox')
  const { callbackSecret: secret, context, expiresAt } = options
  return {
    method: 'POST',
    url: secret === undefined ? url : await signUrl(url, { secret, context, expiresAt }),
    headers: mergeHeaders(
      { 'content-type': 'application/json', 'user-agent': 'Hoox-API/1.0', 'x-hoox-webhook': 'true' },
      options.headers,
    ),
    body: bodyBytes(options.body ?? JSON.stringify({ ...sampleOf(name), ...options.event })),
  }
}

function sampleOf(name: string): Record<string, unknown> {
  const id = crypto.randomUUID()
  const [task = '', status] = name.split('.')
  const sample = Object.hasOwn(hooxSamples, name) ? hooxSamples[name as HooxEventName] : { task, status }
  const field = hooxIdFields[task]?.at(-1) ?? 'job_id'
  return { ...sample, [field]: `${field === 'job_id' ? 'run' : field.slice(0, -3)}_${id}` }
}
