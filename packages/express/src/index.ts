import type { ServerResponse } from 'node:http'
import {
  type EventFor,
  type EventMap,
  type Handler,
  type HooxEvents,
  type HooxOptions,
  hoox,
  type JoggEvents,
  type JoggOptions,
  jogg,
  type ListenerName,
  type Receiver,
  type ReceiverOptions,
  receiverFor,
  type Secret,
  type WebhookSource,
} from '@vidhook/core'
import {
  assertNodeResponse,
  type NodeRequest,
  nodeDelivery,
  sendOutcome,
  watchHandedOn,
} from '@vidhook/core/node'
import { type Next, ownedPath, owns } from './mounting.js'

export { signCallbackUrl } from '@vidhook/core'
export { captureRawBody } from '@vidhook/core/node'

/** The options of a receiver, and its path. */
export interface WebhookOptions<Events> extends ReceiverOptions<Events> {
  /**
   * The webhook's path, relative to where the middleware is mounted. Give it if you mount the middleware in a router that has
   * a path: without it, the middleware also takes deliveries to the router's own path. @default `/webhooks/<provider>` if
   * mounted without a path, every path if called without `next`
   */
  readonly path?: string | undefined
}

/**
 * Middleware for Express and Connect, with its receiver. Called without `next`, it is a complete handler: for node:http
 * (`createServer(joggWebhook(secret))`), in a controller of NestJS, or as a cloud function.
 */
export interface WebhookMiddleware<Events extends EventMap> {
  (request: NodeRequest, response: ServerResponse, next?: Next): void
  readonly receiver: Receiver<Events>
  /** Adds a handler, as `receiver.on()` does. */
  on<Name extends ListenerName<Events>>(
    name: Name,
    handler: Handler<EventFor<Events, Name>>,
  ): WebhookMiddleware<Events>
  /** Waits for handlers that still run, as `receiver.drain()` does. Call it once the server has closed. */
  drain: Receiver<Events>['drain']
}

/**
 * Receives JoggAI's webhooks. Mount it before `express.json()`.
 *
 * - `app.use(joggWebhook(secret))` answers at `/webhooks/jogg`, or `options.path`, and calls `next()` for everything else;
 * - `app.use('/hooks/jogg', joggWebhook(secret))` and `app.post('/hooks/jogg', joggWebhook(secret))` answer at that path;
 * - `joggWebhook(secret)(request, response)` answers every request, or with `options.path` only those to that path.
 *
 * @throws TypeError if an option is not usable.
 * @example
 * ```ts
 * app.use(joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
 *   on: { generated_avatar_video_success: async (event) => save(event.data.video_url) },
 * }))
 * ```
 */
export function joggWebhook(
  secret: Secret,
  options: WebhookOptions<JoggEvents> & Omit<JoggOptions, 'secret'> = {},
): WebhookMiddleware<JoggEvents> {
  return webhook(jogg({ ...options, secret }), options)
}

/**
 * Receives Hoox's webhooks at `/webhooks/hoox`, `options.path`, or where it is mounted.
 *
 * @throws TypeError if an option is not usable.
 * @example
 * ```ts
 * app.use(hooxWebhook({
 *   callbackSecret: process.env.HOOX_CALLBACK_SECRET,
 *   on: { 'video_export.completed': async (event) => save(event.result.download_url) },
 * }))
 * ```
 */
export function hooxWebhook(
  options: WebhookOptions<HooxEvents> & HooxOptions = {},
): WebhookMiddleware<HooxEvents> {
  return webhook(hoox(options), options)
}

/**
 * Receives the webhooks of any provider, such as one made with `defineProvider()`. Also mounts a receiver made with
 * `createReceiver()`: then `path` is the only option.
 *
 * @throws TypeError if an option is not usable.
 */
export function webhook<Events extends EventMap>(
  source: WebhookSource<Events>,
  options: WebhookOptions<Events> = {},
): WebhookMiddleware<Events> {
  const receiver = receiverFor(source, options)
  const { provider } = receiver
  const { path } = options
  const consumed = `The body was already read, most likely by express.json(), and its raw bytes are gone. Mount ${provider.name}'s webhook before the parser, or keep the bytes with express.json({ verify: captureRawBody }), in NestJS with NestFactory.create(AppModule, { rawBody: true }).`
  const watch = watchHandedOn(receiver, (request) => ownedPath(request, receiver, path))

  const handle = (request: NodeRequest, response: ServerResponse, next?: Next) => {
    assertNodeResponse(response)
    if (!owns(request, receiver, path, next)) {
      watch(request, response)
      return next ? next() : void response.writeHead(404).end()
    }
    receiver
      .receive(nodeDelivery(request, consumed))
      .then((outcome) => sendOutcome(response, outcome))
      .catch((error: unknown) => {
        if (next) return next(error)
        receiver.log.error({ provider: provider.name, err: error }, 'The answer could not be sent.')
        response.destroy?.()
      })
  }
  const middleware: WebhookMiddleware<Events> = Object.assign(handle, {
    receiver,
    on<Name extends ListenerName<Events>>(name: Name, handler: Handler<EventFor<Events, Name>>) {
      receiver.on(name, handler)
      return middleware
    },
    drain: receiver.drain,
  })
  return middleware
}
