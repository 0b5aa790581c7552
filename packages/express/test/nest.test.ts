import 'reflect-metadata'
import {
  Controller,
  type INestApplication,
  type MiddlewareConsumer,
  Module,
  Next,
  Post,
  Req,
  RequestMethod,
  Res,
} from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { SECRET } from '@vidhook/adapter-suite'
import { joggDelivery } from '@vidhook/core/testing'
import { joggWebhook, type WebhookMiddleware } from '@vidhook/express'
import { afterEach, describe, expect, test, vi } from 'vitest'

const NAME = 'generated_script_success'
const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
let app: INestApplication | undefined
afterEach(async () => {
  await app?.close()
  vi.clearAllMocks()
})

const webhook = (path?: string) => joggWebhook(SECRET, { log, path, on: { [NAME]: () => {} } })

interface Host {
  /** As in a module's `configure(consumer)`. */
  configure?(consumer: MiddlewareConsumer, controller: ReturnType<typeof controllerAt>): void
  /** As in main.ts, before `listen()`. */
  prepare?(app: INestApplication): void
  readonly controller?: ReturnType<typeof controllerAt>
  readonly rawBody?: boolean
}

/** Starts a NestJS application, made like with its decorators, and returns its URL. */
async function serve({ configure, prepare, controller = controllerAt('other'), rawBody = true }: Host) {
  class AppModule {
    configure(consumer: MiddlewareConsumer) {
      configure?.(consumer, controller)
    }
  }
  Module({ controllers: [controller] })(AppModule)
  app = await NestFactory.create(AppModule, { logger: false, rawBody })
  prepare?.(app)
  await app.listen(0, '127.0.0.1')
  return app.getUrl()
}

type Handle = (...parts: Parameters<WebhookMiddleware<never>>) => void

/** A controller with one route, whose handler answers itself. */
function controllerAt(path: string, handle: Handle = (_request, response) => response.end('host')) {
  class HooksController {
    handle(...parts: Parameters<Handle>) {
      handle(...parts)
    }
  }
  const method = Object.getOwnPropertyDescriptor(HooksController.prototype, 'handle')
  if (!method) throw new Error('There is no method.')
  Post(path)(HooksController.prototype, 'handle', method)
  for (const [index, part] of [Req(), Res(), Next()].entries())
    part(HooksController.prototype, 'handle', index)
  Controller()(HooksController)
  return HooksController
}

async function post(url: string) {
  const delivery = await joggDelivery(NAME, { secret: SECRET, url })
  const response = await fetch(delivery.url, delivery)
  return { status: response.status, text: await response.text() }
}

const processed = { status: 200, text: '{"outcome":"processed"}' }

describe('NestJS', () => {
  test.each<[string, Host, string]>([
    [
      'app.use(webhook) in main.ts',
      { prepare: (main) => void main.use(webhook()), rawBody: false },
      '/webhooks/jogg',
    ],
    [
      "forRoutes('hooks/jogg')",
      { configure: (consumer) => void consumer.apply(webhook()).forRoutes('hooks/jogg') },
      '/hooks/jogg',
    ],
    [
      'forRoutes({ path, method })',
      {
        configure: (consumer) =>
          void consumer.apply(webhook()).forRoutes({ path: 'hooks/jogg', method: RequestMethod.POST }),
      },
      '/hooks/jogg',
    ],
    [
      'forRoutes(HooksController)',
      {
        controller: controllerAt('hooks/jogg'),
        configure: (consumer, controller) => void consumer.apply(webhook()).forRoutes(controller),
      },
      '/hooks/jogg',
    ],
    [
      "forRoutes('*splat') and its default path",
      { configure: (consumer) => void consumer.apply(webhook()).forRoutes('*splat') },
      '/webhooks/jogg',
    ],
    [
      'a global prefix',
      {
        prepare: (main) => void main.setGlobalPrefix('api'),
        configure: (consumer) =>
          void consumer.apply(webhook()).forRoutes({ path: 'hooks/jogg', method: RequestMethod.ALL }),
      },
      '/api/hooks/jogg',
    ],
    [
      'a controller that passes next on',
      { controller: controllerAt('hooks/jogg', (...parts) => webhook()(...parts)) },
      '/hooks/jogg',
    ],
    [
      'a controller that passes no next on',
      { controller: controllerAt('hooks/jogg', (request, response) => webhook()(request, response)) },
      '/hooks/jogg',
    ],
  ])('answers a delivery with %s', async (_name, host, path) => {
    expect(await post((await serve(host)) + path)).toEqual(processed)
    expect(log.warn).not.toHaveBeenCalled()
  })

  test.each([undefined, '/my/hook'])('hands on requests to other paths (path: %s)', async (path) => {
    const url = await serve({
      configure: (consumer) => void consumer.apply(webhook(path)).forRoutes('*splat'),
    })
    expect(await post(url + (path ?? '/webhooks/jogg'))).toEqual(processed)
    expect(await post(`${url}/other`)).toMatchObject({ text: 'host' })
    expect(log.warn).not.toHaveBeenCalled()
    expect(await post(`${url}/elsewhere`)).toMatchObject({ status: 404 })
    expect(log.warn).toHaveBeenCalledWith(
      expect.objectContaining({
        code: 'delivery_handed_on',
        path: '/elsewhere',
        ownedPath: path ?? '/webhooks/jogg',
      }),
      expect.any(String),
    )
  })

  test('without the raw body logs how to keep it', async () => {
    const url = await serve({
      rawBody: false,
      configure: (consumer) => void consumer.apply(webhook()).forRoutes('hooks/jogg'),
    })
    expect(await post(`${url}/hooks/jogg`)).toMatchObject({ status: 500 })
    expect(log.error).toHaveBeenCalledWith(
      expect.objectContaining({ code: 'body_consumed' }),
      expect.stringContaining('NestFactory.create(AppModule, { rawBody: true })'),
    )
  })
})
