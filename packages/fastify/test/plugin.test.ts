import { createServer } from 'node:http'
import { connect } from 'node:http2'
import { PassThrough } from 'node:stream'
import { listen, SECRET } from '@vidhook/adapter-suite'
import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { hooxWebhook, joggWebhook } from '@vidhook/fastify'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
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
  test('owns /webhooks/jogg', async () => {
    const app = host().register(joggWebhook, { secret: SECRET, ...quiet })
    expect(await post(app)).toMatchObject({ status: 200, json: { outcome: 'processed' } })
  })

  test('owns its path, below the prefix it is registered with', async () => {
    const app = host().register(joggWebhook, { secret: SECRET, ...quiet, path: '/jogg', prefix: '/hooks' })
    expect(await post(app, '/hooks/jogg')).toMatchObject({ status: 200 })
    expect(await post(app, '/webhooks/jogg')).toMatchObject({ status: 404 })
  })

  test('stands beside hooxWebhook, and beside itself', async () => {
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

  test('can be injected into, as tests do', async () => {
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

  test('may have changed the parser of JSON: the webhook still gets the raw bytes', async () => {
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

  test('is outdone by a limit of the webhook alone', async () => {
    const app = host({ bodyLimit: 64 }).register(joggWebhook, {
      secret: SECRET,
      ...quiet,
      maxBodyBytes: 10_000,
    })
    expect(await post(app)).toMatchObject({ status: 200 })
  })

  test('logs for the webhook', async () => {
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

  test('without a logger still hears that the secret is missing', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {})
    await host().register(joggWebhook, { secret: undefined, on: {} })
    expect(error).toHaveBeenCalledWith(expect.stringContaining('undefined or empty'))
    error.mockRestore()
  })

  test('keeps its hooks around the webhook, and its error handler', async () => {
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

/** Answers nobody before it is opened. */
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
