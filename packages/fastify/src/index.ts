import {
  type EventMap,
  type HooxEvents,
  type HooxOptions,
  hoox,
  isReceiver,
  type JoggEvents,
  type JoggOptions,
  jogg,
  type Logger,
  type Outcome,
  type Platform,
  type ReceiverOptions,
  receiverFor,
  type WebhookSource,
} from '@vidhook/core'
import { defaultPath, nodeDelivery, nodeStream } from '@vidhook/core/node'
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'

export { signCallbackUrl } from '@vidhook/core'

/** The options of a receiver, and its path. */
export interface WebhookOptions<Events> extends ReceiverOptions<Events> {
  /** The webhook's path, below the `prefix` that the plugin is registered with. @default `/webhooks/<provider>` */
  readonly path?: string | undefined
}

export type JoggWebhookOptions = WebhookOptions<JoggEvents> & JoggOptions
export type HooxWebhookOptions = WebhookOptions<HooxEvents> & HooxOptions

/**
 * Receives JoggAI's webhooks.
 *
 * @example
 * ```ts
 * await app.register(joggWebhook, {
 *   secret: process.env.JOGG_WEBHOOK_SECRET,
 *   on: { generated_avatar_video_success: async (event) => save(event.data.video_url) },
 * })
 * ```
 */
export const joggWebhook: FastifyPluginAsync<JoggWebhookOptions> = plugin((app, options) =>
  mount(app, jogg(options), options),
)

/**
 * Receives Hoox's webhooks.
 *
 * @example
 * ```ts
 * await app.register(hooxWebhook, {
 *   callbackSecret: process.env.HOOX_CALLBACK_SECRET,
 *   on: { 'video_export.completed': async (event) => save(event.result.download_url) },
 * })
 * ```
 */
export const hooxWebhook: FastifyPluginAsync<HooxWebhookOptions> = plugin((app, options) =>
  mount(app, hoox(options), options),
)

/**
 * Receives the webhooks of any provider, such as one made with `defineProvider()`: `app.register(webhook(acme(secret), { … }))`.
 * Give the options here, not to `register()`, so that the handlers get the provider's types. Also mounts a receiver made with
 * `createReceiver()`, which keeps its own logger and limits: then `path` is the only option.
 */
export function webhook<Events extends EventMap>(
  source: WebhookSource<Events>,
  options: WebhookOptions<Events> = {},
): FastifyPluginAsync {
  return plugin((app) => mount(app, source, options))
}

/** Makes an encapsulated plugin: what `mount` changes in `app` applies only to the webhook's route. */
function plugin<Options extends object>(
  register: (app: FastifyInstance, options: Options) => void,
): FastifyPluginAsync<Options> {
  const checked = async (app: FastifyInstance, options: Options) => {
    if (typeof app !== 'object')
      throw new TypeError(
        'joggWebhook and hooxWebhook are plugins: app.register(joggWebhook, { secret, on: { … } }).',
      )
    register(app, options)
  }
  const name = '@vidhook/fastify'
  // What fastify-plugin sets on an encapsulated plugin. To load it would take a third of this package's import.
  return Object.assign(checked, {
    [Symbol.for('fastify.display-name')]: name,
    [Symbol.for('plugin-meta')]: { name, fastify: '5.x', encapsulate: true },
  })
}

function mount<Events extends EventMap>(
  app: FastifyInstance,
  source: WebhookSource<Events>,
  options: WebhookOptions<Events>,
): void {
  const isFinished = isReceiver(source)
  const hostLog = isFinished || options.log !== undefined ? undefined : loggerOf(app)
  const hostOptions = {
    log: options.log ?? hostLog,
    maxBodyBytes: options.maxBodyBytes ?? app.initialConfig.bodyLimit,
  }
  const receiver = receiverFor(source, isFinished ? options : { ...options, ...hostOptions })
  // Parse no content type: the route gets the stream, and the receiver decides whether to read it. JSON is named because Fastify
  // takes the content type apart for each request that only the catch-all parser matches.
  app.removeAllContentTypeParsers()
  for (const type of ['application/json', '*'])
    app.addContentTypeParser(type, (_request, payload, done) => done(null, payload))

  let closing = false
  const send = (reply: FastifyReply, outcome: Outcome) => {
    // Fastify has already closed the idle connections. This one would stay open after the answer and delay the shutdown.
    // HTTP/2 has no such header, and needs none.
    if (closing && reply.request.raw.httpVersionMajor === 1) reply.header('connection', 'close')
    reply.code(outcome.status).headers(outcome.headers).send(outcome.body)
  }
  // Not async: Fastify would wrap its promise in two more.
  const answer = (request: FastifyRequest, reply: FastifyReply) => {
    // The request's logger adds its id to each line.
    const platform: Platform | undefined = hostLog && { log: request.log }
    receiver
      .receive(deliveryOf(request), platform)
      .then((outcome) => send(reply, outcome))
      .catch((error) => reply.send(error))
  }
  for (const url of urlsOf(app, options.path ?? defaultPath(receiver))) {
    app.route({
      method: app.supportedMethods,
      url,
      handler: answer,
      // Fastify refuses an invalid content type before it calls a parser. All other errors are left to the application.
      errorHandler(error, request, reply) {
        if (error.code !== 'FST_ERR_CTP_INVALID_MEDIA_TYPE') throw error
        answer(request, reply)
      },
    })
  }
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onClose', async () => {
    // Without a limit: drain() itself ends after maxRunMs.
    await receiver.drain()
  })
}

/** The path with and without a slash at its end, as in Express, unless the application's router or a route handles the other one. */
function urlsOf(app: FastifyInstance, path: string): readonly string[] {
  const { ignoreTrailingSlash, routerOptions } = app.initialConfig
  const hasOther = path.length > 1 && !path.endsWith('*')
  if (!hasOther || ignoreTrailingSlash || routerOptions?.ignoreTrailingSlash) return [path]
  const other = path.endsWith('/') ? path.slice(0, -1) : `${path}/`
  const taken = app.supportedMethods.some((method) => app.hasRoute({ url: app.prefix + other, method }))
  return taken ? [path] : [path, other]
}

function deliveryOf(request: FastifyRequest) {
  const { raw, body, originalUrl } = request
  // Fastify sets the body only on its own request. Express middleware sets it on the request of node:http.
  return nodeDelivery(raw, 'body' in raw ? READ_BY_MIDDLEWARE : READ_BY_HOOK, {
    url: originalUrl,
    // `body` is the stream that the parser got: the request itself, unless a preParsing hook has replaced it.
    body: isStream(body) && body !== raw ? nodeStream(body) : undefined,
    client: request,
  })
}

const READ_BY_HOOK = 'A preParsing hook read the body. Let it skip the route of the webhook.'

const READ_BY_MIDDLEWARE =
  'A middleware in front of Fastify, most likely express.json() in @fastify/middie or @fastify/express, read the body. Let it skip the path of the webhook, or keep the bytes with express.json({ verify: captureRawBody }), from @vidhook/core/node.'

function isStream(body: unknown): body is FastifyRequest['raw'] {
  return typeof body === 'object' && body !== null && 'pipe' in body
}

/** `undefined` if Fastify has no logger: then all levels are the same empty function. Mistakes in the set-up go to the console. */
function loggerOf({ log }: FastifyInstance): Logger | undefined {
  return log.error === log.debug ? undefined : log
}
