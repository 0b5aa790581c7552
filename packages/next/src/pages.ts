import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type EventMap,
  type HooxEvents,
  type HooxOptions,
  hoox,
  type JoggEvents,
  type JoggOptions,
  jogg,
  type Receiver,
  type ReceiverOptions,
  receiverFor,
  type Secret,
  type WebhookSource,
} from '@vidhook/core'
import { assertNodeResponse, nodeDelivery, sendOutcome } from '@vidhook/core/node'

/** An API route of the Pages Router. */
export type ApiHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/**
 * Receives JoggAI's webhooks in `pages/api/…`. The same file must switch Next's body parser off, as here.
 *
 * @example
 * ```ts
 * export const config = { api: { bodyParser: false } }
 * export default joggWebhook(process.env.JOGG_WEBHOOK_SECRET, { on: { … } })
 * ```
 */
export function joggWebhook(
  secret: Secret,
  options: ReceiverOptions<JoggEvents> & Omit<JoggOptions, 'secret'> = {},
): ApiHandler {
  return webhook(jogg({ ...options, secret }), options)
}

/**
 * Receives Hoox's webhooks in `pages/api/…`. The same file must switch Next's body parser off, as here.
 *
 * @example
 * ```ts
 * export const config = { api: { bodyParser: false } }
 * export default hooxWebhook({ callbackSecret: process.env.HOOX_CALLBACK_SECRET, on: { … } })
 * ```
 */
export function hooxWebhook(options: ReceiverOptions<HooxEvents> & HooxOptions = {}): ApiHandler {
  return webhook(hoox(options), options)
}

/** Receives the webhooks of any provider, such as one made with `defineProvider()`. Also takes a receiver made with `createReceiver()`. */
export function webhook<Events extends EventMap>(
  source: WebhookSource<Events>,
  options: ReceiverOptions<Events> = {},
): ApiHandler {
  let receiver: Receiver<Events> | undefined
  return async (request, response) => {
    assertNodeResponse(response)
    receiver ??= receiverFor(source, options)
    sendOutcome(response, await receiver.receive(nodeDelivery(request, CONSUMED)))
  }
}

const CONSUMED =
  'Next parsed the body, and its raw bytes are gone. Add to the same file: export const config = { api: { bodyParser: false } }'
