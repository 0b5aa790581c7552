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
  type Platform,
  type ReceiverOptions,
  receiverFor,
  type WebhookSource,
} from '@vidhook/core'
import { defaultPath, nodeDelivery, nodeStream } from '@vidhook/core/node'
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'

export { signCallbackUrl } from '@vidhook/core'

/** What a receiver can be told, and where it is found. */
export interface WebhookOptions<Events> extends ReceiverOptions<Events> {
  /** The path to own, below the `prefix` that the plugin is registered with. @default `/webhooks/<provider>` */
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
 * The options are given here and not to `register()`, so that the handlers are typed by the provider. Also mounts a receiver
 * that `createReceiver()` has made, which keeps its own logger and limits; of the options, that takes `path` alone.
 */
export function webhook<Events extends EventMap>(
  source: WebhookSource<Events>,
  options: WebhookOptions<Events> = {},
): FastifyPluginAsync {
  return plugin((app) => mount(app, source, options))
}

/** Encapsulated: what `mount` changes is changed for its own route alone. */
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
  return fastifyPlugin(checked, { name: '@vidhook/fastify', fastify: '5.x', encapsulate: true })
}

function mount<Events extends EventMap>(
  app: FastifyInstance,
  source: WebhookSource<Events>,
  options: WebhookOptions<Events>,
): void {
  const isMade = isReceiver(source)
  const hostLog = isMade || options.log !== undefined ? undefined : loggerOf(app)
  const hostOptions = {
    log: options.log ?? hostLog,
    maxBodyBytes: options.maxBodyBytes ?? app.initialConfig.bodyLimit,
  }
  const receiver = receiverFor(source, isMade ? options : { ...options, ...hostOptions })
  // Whatever the type, the route gets the stream, and the receiver decides whether to read it.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))

  let closing = false
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    // Its lines carry the id of the request.
    const platform: Platform | undefined = hostLog && { log: request.log }
    const outcome = await receiver.receive(deliveryOf(request), platform)
    // Fastify has closed the idle connections by now; one that stayed open for this answer would hold it up.
    // HTTP/2 has no such header, and says goodbye on its own.
    if (closing && request.raw.httpVersionMajor === 1) reply.header('connection', 'close')
    return reply.code(outcome.status).headers(outcome.headers).send(outcome.body)
  }
  for (const url of urlsOf(app, options.path ?? defaultPath(receiver))) {
    app.route({
      method: app.supportedMethods,
      url,
      handler: answer,
      // A content type that is no media type at all never reaches the parser. Whatever else failed is the host's to handle.
      async errorHandler(error, request, reply) {
        if (error.code !== 'FST_ERR_CTP_INVALID_MEDIA_TYPE') throw error
        await answer(request, reply)
      },
    })
  }
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onClose', async () => {
    // Without a limit of its own: what has run for maxRunMs is not waited for.
    await receiver.drain()
  })
}

/** With and without a slash at its end, as Express has it, unless the host's router or one of its routes sees to that. */
function urlsOf(app: FastifyInstance, path: string): readonly string[] {
  const { ignoreTrailingSlash, routerOptions } = app.initialConfig
  const hasTwin = path.length > 1 && !path.endsWith('*')
  if (!hasTwin || ignoreTrailingSlash || routerOptions?.ignoreTrailingSlash) return [path]
  const twin = path.endsWith('/') ? path.slice(0, -1) : `${path}/`
  const taken = app.supportedMethods.some((method) => app.hasRoute({ url: app.prefix + twin, method }))
  return taken ? [path] : [path, twin]
}

function deliveryOf(request: FastifyRequest) {
  const { raw, body, originalUrl } = request
  // Fastify keeps the parsed body to itself. Express's middleware leaves it on the request of node:http.
  return nodeDelivery(raw, 'body' in raw ? READ_BY_MIDDLEWARE : READ_BY_HOOK, {
    url: originalUrl,
    // What the parser was given is the request itself, unless a preParsing hook has put another stream in its place.
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

/** Without a logger, Fastify has the same empty function for every level. A wrong set-up should be heard all the same. */
function loggerOf({ log }: FastifyInstance): Logger | undefined {
  return log.error === log.debug ? undefined : log
}
