import type { EventMap, Provider } from '../providers/provider.js'
import { createReceiver, type Receiver } from '../receiver.js'
import { OPTIONS, type ReceiverOptions } from '../settings.js'

/** What an adapter's `webhook()` takes: a receiver that is made already, or a provider to make one of. */
export type WebhookSource<Events extends EventMap> = Provider<Events> | Receiver<Events>

/** Was an adapter given a receiver that is made already? Its logger and limits are then settled. */
export function isReceiver<Events extends EventMap>(
  source: WebhookSource<Events>,
): source is Receiver<Events> {
  return 'receive' in source
}

/**
 * The receiver that an adapter mounts: the one that it was given, or one made of the provider.
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
  const late = Object.entries(options).flatMap(([name, value]) =>
    value !== undefined && Object.hasOwn(OPTIONS, name) ? [name] : [],
  )
  if (late.length > 0)
    throw new TypeError(
      `webhook() was given a receiver, and options for making one: ${late.join(', ')}. Give them to createReceiver().`,
    )
  return source
}
