import {
  type EventMap,
  type HooxEvents,
  type HooxOptions,
  hoox,
  type JoggEvents,
  type JoggOptions,
  jogg,
  type Platform,
  type ReceiverOptions,
  receiverFor,
  type Secret,
  type WebHandler,
  type WebhookSource,
  webHandler,
} from '@vidhook/core'
import { after } from 'next/server.js'

export { signCallbackUrl } from '@vidhook/core'

/** A route handler of the App Router. */
export type RouteHandler = (request: Request) => Promise<Response>

/**
 * Receives JoggAI's webhooks in `app/…/route.ts`, on the Node and the Edge runtime. The receiver is made at the first
 * request, so a build without the secret succeeds.
 *
 * @example
 * ```ts
 * export const POST = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
 *   on: { generated_avatar_video_success: async (event) => save(event.data.video_url) },
 * })
 * ```
 */
export function joggWebhook(
  secret: Secret,
  options: ReceiverOptions<JoggEvents> & Omit<JoggOptions, 'secret'> = {},
): RouteHandler {
  return webhook(jogg({ ...options, secret }), options)
}

/**
 * Receives Hoox's webhooks in `app/…/route.ts`, on the Node and the Edge runtime.
 *
 * @example
 * ```ts
 * export const POST = hooxWebhook({
 *   callbackSecret: process.env.HOOX_CALLBACK_SECRET,
 *   on: { 'video_export.completed': async (event) => save(event.result.download_url) },
 * })
 * ```
 */
export function hooxWebhook(options: ReceiverOptions<HooxEvents> & HooxOptions = {}): RouteHandler {
  return webhook(hoox(options), options)
}

/** Receives the webhooks of any provider, such as one made with `defineProvider()`. Also takes a receiver made with `createReceiver()`. */
export function webhook<Events extends EventMap>(
  source: WebhookSource<Events>,
  options: ReceiverOptions<Events> = {},
): RouteHandler {
  let handle: WebHandler | undefined
  return (request) => {
    handle ??= webHandler(receiverFor(source, options))
    return handle(request, platform)
  }
}

/** Next's `after()` keeps the process alive for the work, even on platforms that stop a process after its last answer. */
const platform: Platform = {
  waitUntil(work) {
    try {
      after(work)
    } catch {
      // after() throws outside of a Next request, as in a unit test. There is no platform to keep alive then.
    }
  },
}
