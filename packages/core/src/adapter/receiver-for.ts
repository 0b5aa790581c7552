import type { EventMap, Provider } from '../providers/provider.js'
import { createReceiver, type Receiver } from '../receiver.js'
import { OPTIONS, type ReceiverOptions } from '../settings.js'

/** The first argument of an adapter's `webhook()`: a receiver, or a provider to make a receiver of. */
export type WebhookSource<Events extends EventMap> = Provider<Events> | Receiver<Events>

/** Whether an adapter got a finished receiver, which has its own logger and limits already. */
export function isReceiver<Events extends EventMap>(
  source: WebhookSource<Events>,
): source is Receiver<Events> {
  return 'receive' in source
}

/**
 * The receiver for an adapter to mount: the given one, or a new one for the given provider.
 *
 * @throws TypeError if a receiver comes with options that only `createReceiver()` can take.
 * @example
 * ```ts
 * export function webhook<Events extends EventMap>(source: WebhookSource<Events>, options: ReceiverOptions<Events> = {}) {
 *   const receiver = receiverFor(source, options)
 * ```
 */
export function receiverFor<Events extends EventMap>(
  source: WebhookSource<Events>,
  options: ReceiverOptions<Events> = {},
): Receiver<Events> {
  if (!isReceiver(source)) return createReceiver(source, options)
  const misplaced = Object.entries(options).flatMap(([name, value]) =>
    value !== undefined && Object.hasOwn(OPTIONS, name) ? [name] : [],
  )
  if (misplaced.length > 0)
    throw new TypeError(
      `webhook() was given a receiver, and options for making one: ${misplaced.join(', ')}. Give them to createReceiver().`,
    )
  return source
}
