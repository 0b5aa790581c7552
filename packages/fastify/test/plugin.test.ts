import { createServer } from 'node:http'
import { connect } from 'node:http2'
import { PassThrough } from 'node:stream'
import middie from '@fastify/middie'
import { listen, SECRET } from '@vidhook/adapter-suite'
import { captureRawBody } from '@vidhook/core/node'
import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { hooxWebhook, joggWebhook } from '@vidhook/fastify'
import express from 'express'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { afterEach, describe, expect, test, vi } from 'vitest'

const NAME = 'generated_script_success'
const quiet = { log: false, on: { [NAME]: () => {} } } as const
const apps: FastifyInstance[] = []
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close()
})

function host(options: FastifyServerOptions = {}): FastifyInstance {
  const app = fastify(options)
  apps.push(app)
  return app
}

async function post(app: FastifyInstance, path = '/webhooks/jogg', body?: string) {
  const url = await urlOf(app)
  const delivery = await joggDelivery(NAME, { secret: SECRET, url: url + path, body })
  const response = await fetch(delivery.url, delivery)
  const text = await response.text()
  return { status: response.status, text, json: JSON.parse(text) }
}

async function urlOf(app: FastifyInstance): Promise<string> {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' })
  return app.listeningOrigin
}

describe('joggWebhook', () => {
  test('says its name and for which Fastify it is, as a plugin made with fastify-plugin does', async () => {
    const made = fastifyPlugin(async () => {}, {
      name: '@vidhook/fastify',
      fastify: '5.x',
      encapsulate: true,
    })
    for (const key of ['fastify.display-name', 'plugin-meta'].map(Symbol.for))
      expect(Reflect.get(joggWebhook, key)).toEqual(Reflect.get(made, key))
    const app = host().register(joggWebhook, { secret: SECRET, ...quiet })
    await app.ready()
    expect(app.printPlugins()).toContain('@vidhook/fastify')
  })

  test('answers at /webhooks/jogg', async () => {
    const app = host().register(joggWebhook, { secret: SECRET, ...quiet })
    expect(await post(app)).toMatchObject({ status: 200, json: { outcome: 'processed' } })
  })

  test('answers at its path, below the prefix that it is registered with', async () => {
    const app = host().register(joggWebhook, { secret: SECRET, ...quiet, path: '/jogg', prefix: '/hooks' })
    expect(await post(app, '/hooks/jogg')).toMatchObject({ status: 200 })
    expect(await post(app, '/webhooks/jogg')).toMatchObject({ status: 404 })
  })

  test.each<[string, FastifyServerOptions]>([
    ['that tells them apart', {}],
    ['that does not', { ignoreTrailingSlash: true }],
    ['that does not, as it is set today', { routerOptions: { ignoreTrailingSlash: true } }],
  ])('answers at its path with and without a slash at its end, in a host %s', async (_name, options) => {
    const app = host(options)
    app.register(joggWebhook, { secret: SECRET, ...quiet })
    app.register(joggWebhook, { secret: SECRET, ...quiet, path: '/with/' })
    app.register(joggWebhook, { secret: SECRET, ...quiet, path: '/', prefix: '/root' })
    app.register(joggWebhook, { secret: SECRET, ...quiet, path: '/hook', prefix: '/below' })
    for (const path of ['/webhooks/jogg', '/with', '/root', '/below/hook'])
      for (const slash of ['', '/']) expect(await post(app, path + slash)).toMatchObject({ status: 200 })
    expect(await post(app, '/webhooks/jogg/below')).toMatchObject({ status: 404 })
  })

  test('leaves the URL with the slash to the host, if the host has such a route', async () => {
    const app = host()
    app.get('/below/hook/', async () => ({ host: true }))
    app.register(joggWebhook, { secret: SECRET, ...quiet, path: '/hook', prefix: '/below' })
    expect(await post(app, '/below/hook')).toMatchObject({ status: 200 })
    expect(await post(app, '/below/hook/')).toMatchObject({ status: 404 })
  })

  test.each(['/', '/hooks/*', '/hooks/:tenant'])('may answer at %s', async (path) => {
    const app = host().register(joggWebhook, { secret: SECRET, ...quiet, path })
    expect(await post(app, path.replace('/:', '/'))).toMatchObject({ status: 200 })
  })

  test('may be registered together with hooxWebhook, and twice', async () => {
    const app = host()
    app.register(joggWebhook, { secret: SECRET, ...quiet })
    app.register(joggWebhook, { secret: 'other', ...quiet, path: '/other' })
    app.register(hooxWebhook, { callbackSecret: 'cb', log: false, on: { video_export: () => {} } })
    expect(await post(app)).toMatchObject({ status: 200 })
    expect(await post(app, '/other')).toMatchObject({ status: 401 })
    const url = `${await urlOf(app)}/webhooks/hoox`
    const delivery = await hooxDelivery('video_export.failed', { callbackSecret: 'cb', url })
    expect((await fetch(delivery.url, delivery)).status).toBe(200)
  })

  test('works with app.inject()', async () => {
    const app = host().register(joggWebhook, { secret: SECRET, ...quiet })
    const { headers, body } = await joggDelivery(NAME, { secret: SECRET })
    const response = await app.inject({
      method: 'POST',
      url: '/webhooks/jogg',
      headers,
      payload: Buffer.from(body),
    })
    expect(response.json()).toEqual({ outcome: 'processed' })
  })
})

describe('the host', () => {
  test('keeps its content type parsers, before and after, and in other plugins', async () => {
    const app = host()
    app.addContentTypeParser('text/csv', { parseAs: 'string' }, (_request, body, done) =>
      done(null, String(body).split(',')),
    )
    app.post('/before', async (request) => request.body)
    app.register(joggWebhook, { secret: SECRET, ...quiet })
    app.post('/after', async (request) => request.body)
    app.register(async (child) => {
      child.post('/child', async (request) => request.body)
    })
    const url = await urlOf(app)
    for (const path of ['/before', '/after', '/child']) {
      const csv = await fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'text/csv' },
        body: 'a,b',
      })
      expect(await csv.json()).toEqual(['a', 'b'])
      const json = await fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"a":1}',
      })
      expect(await json.json()).toEqual({ a: 1 })
      const other = await fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'image/png' },
        body: 'x',
      })
      expect(other.status).toBe(415)
    }
  })

  test('may change the JSON parser: the webhook still gets the raw bytes', async () => {
    const app = host()
    app.removeContentTypeParser('application/json')
    app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, _body, done) =>
      done(null, { replaced: true }),
    )
    app.register(joggWebhook, { secret: SECRET, ...quiet })
    expect(await post(app)).toMatchObject({ status: 200 })
  })

  test('sets the body limit', async () => {
    const app = host({ bodyLimit: 64 }).register(joggWebhook, { secret: SECRET, ...quiet })
    expect(await post(app)).toMatchObject({ status: 413, json: { code: 'body_too_large' } })
  })

  test('sets no body limit if the webhook has its own', async () => {
    const app = host({ bodyLimit: 64 }).register(joggWebhook, {
      secret: SECRET,
      ...quiet,
      maxBodyBytes: 10_000,
    })
    expect(await post(app)).toMatchObject({ status: 200 })
  })

  test("provides the webhook's logger", async () => {
    const lines: string[] = []
    const stream = new PassThrough().on('data', (line) => lines.push(String(line)))
    const app = host({ logger: { stream } }).register(joggWebhook, { secret: 'other' })
    await post(app)
    const [warning] = lines.map((line) => JSON.parse(line)).filter((line) => line.level === 40)
    expect(warning).toMatchObject({
      outcome: 'rejected',
      reason: 'signature_mismatch',
      from: { address: '127.0.0.1' },
    })
  })

  test('has its request id in every log line of a delivery', async () => {
    const lines: string[] = []
    const stream = new PassThrough().on('data', (line) => lines.push(String(line)))
    const app = host({ logger: { stream }, genReqId: () => 'request-7' })
    app.register(joggWebhook, {
      secret: SECRET,
      on: {
        [NAME]: (_event, context) => {
          context.log.warn('mine')
          throw new Error('the database is away')
        },
      },
    })
    expect(await post(app)).toMatchObject({ status: 500 })
    const said = lines.map((line) => JSON.parse(line)).filter(({ level }) => level >= 40)
    expect(said).toMatchObject([
      { reqId: 'request-7', msg: 'mine', event: NAME },
      { reqId: 'request-7', outcome: 'failed', err: { message: 'the database is away' } },
    ])
  })

  test('gets no log lines of a webhook that has its own logger, or none', async () => {
    const lines: string[] = []
    const stream = new PassThrough().on('data', (line) => lines.push(String(line)))
    const app = host({ logger: { stream, level: 'warn' } })
    const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
    app.register(joggWebhook, { secret: 'other', log })
    app.register(joggWebhook, { secret: 'other', log: false, path: '/silent' })
    expect(await post(app)).toMatchObject({ status: 401 })
    expect(await post(app, '/silent')).toMatchObject({ status: 401 })
    expect(log.warn).toHaveBeenCalledTimes(1)
    expect(lines).toEqual([])
  })

  test('may run express.json() before the webhook, which logs that the body was read', async () => {
    const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
    const app = host()
    await app.register(middie)
    app.use(express.json())
    app.register(joggWebhook, { secret: SECRET, ...quiet, log })
    expect(await post(app)).toMatchObject({ status: 500, json: { code: 'body_consumed' } })
    expect(log.error).toHaveBeenCalledWith(
      expect.objectContaining({ code: 'body_consumed' }),
      expect.stringMatching(
        /^A middleware in front of Fastify, most likely express\.json\(\) in @fastify\/middie/,
      ),
    )
  })

  test('may run a middleware before the webhook that keeps the bytes', async () => {
    const app = host()
    await app.register(middie)
    app.use('/kept', express.json({ verify: captureRawBody }))
    app.use('/raw', express.raw({ type: '*/*' }))
    for (const path of ['/kept', '/raw']) app.register(joggWebhook, { secret: SECRET, ...quiet, path })
    for (const path of ['/kept', '/raw']) expect(await post(app, path)).toMatchObject({ status: 200 })
  })

  test('may read the body in a preParsing hook, which the webhook logs', async () => {
    const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
    const app = host()
    app.addHook('preParsing', async (_request, _reply, payload) => {
      for await (const _chunk of payload);
    })
    app.register(joggWebhook, { secret: SECRET, ...quiet, log })
    expect(await post(app)).toMatchObject({ status: 500, json: { code: 'body_consumed' } })
    expect(log.error).toHaveBeenCalledWith(
      expect.anything(),
      expect.stringMatching(/^A preParsing hook read the body/),
    )
  })

  test('without a logger still gets the error of a missing secret, on the console', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {})
    await host().register(joggWebhook, { secret: undefined, on: {} })
    expect(error).toHaveBeenCalledWith(expect.stringContaining('undefined or empty'))
    error.mockRestore()
  })

  test('runs its hooks and its error handler for the webhook too', async () => {
    const app = host()
    app.setErrorHandler(async (error, _request, reply) => reply.code(418).send({ mine: String(error) }))
    app.addHook('onRequest', async (request) => {
      if (request.headers['x-teapot']) throw new Error('teapot')
    })
    app.addHook('onSend', async (_request, reply) => void reply.header('x-host', 'yes'))
    app.register(joggWebhook, { secret: SECRET, ...quiet })
    const delivery = await joggDelivery(NAME, { secret: SECRET, url: `${await urlOf(app)}/webhooks/jogg` })
    const answered = await fetch(delivery.url, delivery)
    expect([answered.status, answered.headers.get('x-host')]).toEqual([200, 'yes'])
    const refused = await fetch(delivery.url, {
      ...delivery,
      headers: { ...delivery.headers, 'x-teapot': '1' },
    })
    expect([refused.status, await refused.json()]).toEqual([418, { mine: 'Error: teapot' }])
  })

  test('may replace the stream in a preParsing hook', async () => {
    const app = host()
    app.addHook('preParsing', async (_request, _reply, payload) => payload.pipe(new PassThrough()))
    app.register(joggWebhook, { secret: SECRET, ...quiet })
    expect(await post(app)).toMatchObject({ status: 200 })
  })

  test('waits for running handlers when it closes', async () => {
    const gate = await gateServer()
    const app = host()
    let done = false
    app.register(joggWebhook, {
      secret: SECRET,
      log: false,
      deadlineMs: 20,
      on: {
        [NAME]: async () => {
          await fetch(gate.url)
          done = true
        },
      },
    })
    expect(await post(app)).toMatchObject({ status: 503, json: { outcome: 'late' } })
    const closed = app.close()
    gate.open()
    await closed
    expect(done).toBe(true)
    await gate.close()
  })
})

describe('a delivery in flight while the host closes', () => {
  test('is answered, and its connection is not kept', async () => {
    const gate = await gateServer()
    const app = host()
    let started = () => {}
    const running = new Promise<void>((resolve) => {
      started = resolve
    })
    app.register(joggWebhook, {
      secret: SECRET,
      log: false,
      on: {
        [NAME]: async () => {
          started()
          await fetch(gate.url)
        },
      },
    })
    const delivery = await joggDelivery(NAME, { secret: SECRET, url: `${await urlOf(app)}/webhooks/jogg` })
    const answered = fetch(delivery.url, delivery)
    await running
    const closed = app.close()
    gate.open()
    const response = await answered
    expect([response.status, response.headers.get('connection')]).toEqual([200, 'close'])
    await closed
    await gate.close()
  })

  test('is answered over HTTP/2, without a header that HTTP/2 does not know', async () => {
    const warned = vi.spyOn(process, 'emitWarning')
    const gate = await gateServer()
    const app = fastify({ http2: true, http2SessionTimeout: 0 })
    const running = new Promise<void>((started) => {
      app.register(joggWebhook, {
        secret: SECRET,
        log: false,
        on: {
          [NAME]: async () => {
            started()
            await fetch(gate.url)
          },
        },
      })
    })
    const client = connect(await app.listen({ host: '127.0.0.1', port: 0 }))
    const { headers, body } = await joggDelivery(NAME, { secret: SECRET })
    const stream = client.request({ ':method': 'POST', ':path': '/webhooks/jogg', ...headers })
    const status = new Promise((resolve) => stream.once('response', (answer) => resolve(answer[':status'])))
    stream.end(body)
    await running
    const closed = app.close()
    gate.open()
    expect(await status).toBe(200)
    client.destroy()
    await closed
    await gate.close()
    expect(warned).not.toHaveBeenCalled()
    warned.mockRestore()
  })
})

/** Blocks answers until it is opened. */
async function gateServer() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const server = await listen(
    createServer(async (_request, response) => void response.end(await opened.then(() => 'open'))),
  )
  return { ...server, open: () => open() }
}
