import { createServer, type RequestListener } from 'node:http'
import { listen, SECRET } from '@vidhook/adapter-suite'
import { joggDelivery } from '@vidhook/core/testing'
import { captureRawBody, hooxWebhook, joggWebhook, type WebhookMiddleware } from '@vidhook/express'
import express5 from 'express'
import express4 from 'express4'
import { afterEach, describe, expect, test, vi } from 'vitest'

const NAME = 'generated_script_success'
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function serve(app: RequestListener): Promise<string> {
  const { url, close } = await listen(createServer(app))
  closers.push(close)
  return url
}

async function post(url: string) {
  const delivery = await joggDelivery(NAME, { secret: SECRET, url })
  const response = await fetch(delivery.url, delivery)
  const text = await response.text()
  return { status: response.status, text, json: text.startsWith('{') ? JSON.parse(text) : undefined }
}

function logger() {
  return { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
}

const quiet = { log: false, on: { [NAME]: () => {} } } as const

describe.each([
  ['Express 5', express5],
  ['Express 4', express4],
])('%s', (_version, express) => {
  test('mounted without a path, it answers at /webhooks/jogg and hands everything else on', async () => {
    const app = express()
    app.use(joggWebhook(SECRET, quiet))
    app.all(
      '*splat'.slice(0, express === express4 ? 1 : undefined),
      (_request, response) => void response.send('host'),
    )
    const url = await serve(app)
    expect(await post(`${url}/webhooks/jogg`)).toMatchObject({ status: 200, json: { outcome: 'processed' } })
    expect(await post(`${url}/webhooks/jogg/`)).toMatchObject({ json: { outcome: 'processed' } })
    expect(await post(`${url}/webhooks/jogg?from=jogg`)).toMatchObject({ json: { outcome: 'processed' } })
    for (const path of ['/', '/webhooks', '/webhooks/jogg/more', '/webhooks/jogger', '/webhooks/hoox']) {
      expect(await post(url + path)).toMatchObject({ text: 'host' })
    }
  })

  test('mounted without a path, with the option path, it answers at that path', async () => {
    const app = express().use(joggWebhook(SECRET, { ...quiet, path: '/my/hook' }))
    const url = await serve(app)
    expect(await post(`${url}/my/hook`)).toMatchObject({ json: { outcome: 'processed' } })
    expect(await post(`${url}/webhooks/jogg`)).toMatchObject({ status: 404 })
  })

  test('mounted at a path, it answers at that path and not below it', async () => {
    const app = express().use('/hooks/jogg', joggWebhook(SECRET, quiet))
    const url = await serve(app)
    expect(await post(`${url}/hooks/jogg`)).toMatchObject({ json: { outcome: 'processed' } })
    expect((await fetch(`${url}/hooks/jogg`)).status).toBe(405)
    expect(await post(`${url}/hooks/jogg/below`)).toMatchObject({ status: 404 })
  })

  test('mounted as a route, it answers the route', async () => {
    const app = express()
    app.post('/routes/:kind', joggWebhook(SECRET, quiet))
    const url = await serve(app)
    expect(await post(`${url}/routes/jogg`)).toMatchObject({ json: { outcome: 'processed' } })
    expect((await fetch(`${url}/routes/jogg`)).status).toBe(404)
  })

  test('mounted as a route that a tracer has wrapped, it answers the route', async () => {
    const app = express()
    const middleware = joggWebhook(SECRET, quiet)
    const traced: typeof middleware = Object.assign(
      (...parts: Parameters<WebhookMiddleware<never>>) => middleware(...parts),
      middleware,
    )
    app.post('/traced', traced)
    const url = await serve(app)
    expect(await post(`${url}/traced`)).toMatchObject({ json: { outcome: 'processed' } })
  })

  test('behind a route that calls next(), it answers only at its own path', async () => {
    const app = express()
    app.all(express === express4 ? '*' : '/{*any}', (_request, _response, next) => next())
    app.use(joggWebhook(SECRET, quiet))
    app.post('/host', (_request, response) => void response.send('host'))
    const url = await serve(app)
    expect(await post(`${url}/host`)).toMatchObject({ text: 'host' })
    expect(await post(`${url}/webhooks/jogg`)).toMatchObject({ json: { outcome: 'processed' } })
  })

  test("a delivery that it hands on and that is answered 404 causes a warning with the webhook's path", async () => {
    const log = logger()
    const webhooks = (options: object) => joggWebhook(SECRET, { ...quiet, log, ...options })
    const url = await serve(
      express()
        .use('/at', webhooks({}))
        .use('/below', webhooks({ path: '/hook' }))
        .use('/second', webhooks({ path: '/hook' }))
        .use(webhooks({})),
    )
    for (const path of ['/at', '/below/hook', '/second/hook', '/webhooks/jogg'])
      expect(await post(url + path)).toMatchObject({ json: { outcome: 'processed' } })
    expect(log.warn).not.toHaveBeenCalled()
    for (const path of ['/at/other', '/below/other']) {
      log.warn.mockClear()
      expect(await post(url + path)).toMatchObject({ status: 404 })
      const owned = log.warn.mock.calls.map(([fields]) => fields.ownedPath)
      expect(owned).toContain(path.replace('/at/other', '/at').replace('other', 'hook'))
    }
  })

  test('mounted at a wildcard, it answers at /webhooks/jogg or its path, relative to the mount', async () => {
    const wildcard = express === express4 ? '*' : '*splat'
    const app = express()
    app.use(`/${wildcard}`, joggWebhook(SECRET, { ...quiet, path: '/my/hook' }))
    app.use(`/${wildcard}`, joggWebhook(SECRET, quiet))
    app.use(`/api/${wildcard}`, joggWebhook(SECRET, quiet))
    app.use('/tenants/:tenant', joggWebhook(SECRET, quiet))
    app.use((_request, response) => void response.send('host'))
    const url = await serve(app)
    for (const path of ['/my/hook', '/webhooks/jogg', '/webhooks/jogg/', '/api/webhooks/jogg', '/tenants/1'])
      expect(await post(url + path)).toMatchObject({ json: { outcome: 'processed' } })
    for (const path of ['/', '/other', '/api/other', '/tenants/1/other'])
      expect(await post(url + path)).toMatchObject({ text: 'host' })
  })

  test('called by the handler of a route, it answers deliveries to that route', async () => {
    const jogg = joggWebhook(SECRET, quiet)
    const app = express()
    app.post('/with-next', (request, response, next) => jogg(request, response, next))
    app.post('/without', (request, response) => jogg(request, response))
    app.use('/at', (request, response, next) => jogg(request, response, next))
    const url = await serve(app)
    for (const path of ['/with-next', '/with-next/', '/without', '/at'])
      expect(await post(url + path)).toMatchObject({ json: { outcome: 'processed' } })
  })

  test('behind a route with the same path that calls next(), it hands the delivery on', async () => {
    const app = express()
    app.post('/second', (_request, _response, next) => next())
    app.use(joggWebhook('the secret of another endpoint', quiet))
    app.use(joggWebhook(SECRET, { ...quiet, path: '/second' }))
    expect(await post(`${await serve(app)}/second`)).toMatchObject({ json: { outcome: 'processed' } })
  })

  test('in a router, it answers at its path below the router', async () => {
    const router = express.Router().use(joggWebhook(SECRET, { ...quiet, path: '/jogg' }))
    router.get('/', (_request, response) => void response.send('index'))
    const app = express().use('/api', router)
    const url = await serve(app)
    expect(await post(`${url}/api/jogg`)).toMatchObject({ json: { outcome: 'processed' } })
    expect(await (await fetch(`${url}/api`)).text()).toBe('index')
  })

  test('behind express.json(), it answers at once and logs what is wrong', async () => {
    const log = logger()
    const app = express()
    app.use(express.json())
    app.use(joggWebhook(SECRET, { ...quiet, log }))
    const url = await serve(app)
    expect(await post(`${url}/webhooks/jogg`)).toMatchObject({ status: 500, json: { code: 'body_consumed' } })
    expect(log.error).toHaveBeenCalledWith(
      expect.objectContaining({ code: 'body_consumed' }),
      expect.stringMatching(/express\.json\(\).*before the parser.*captureRawBody.*#body_consumed/),
    )
  })

  test('behind express.json() that keeps the raw bytes, it works', async () => {
    const app = express()
    app.use(express.json({ verify: captureRawBody }))
    app.use(joggWebhook(SECRET, quiet))
    expect(await post(`${await serve(app)}/webhooks/jogg`)).toMatchObject({ json: { outcome: 'processed' } })
  })

  test.each(['raw', 'text'] as const)('behind express.%s(), it works', async (parser) => {
    const app = express()
    app.use(express[parser]({ type: '*/*' }))
    app.use(joggWebhook(SECRET, quiet))
    expect(await post(`${await serve(app)}/webhooks/jogg`)).toMatchObject({ json: { outcome: 'processed' } })
  })

  test.each<[string, string, (text: string) => Uint8Array<ArrayBuffer>, RegExp]>([
    [
      'another charset',
      'iso-8859-1',
      (text) => Buffer.from(text, 'latin1'),
      /decoded to text from iso-8859-1/,
    ],
    ['a byte order mark', 'utf-8', (text) => Buffer.from(`\ufeff${text}`), /byte order mark is lost/],
  ])(
    'behind express.text(), a body of %s is misconfigured, and the log says why',
    async (_, charset, encode, cause) => {
      const log = logger()
      const app = express()
      app.use(express.text({ type: '*/*' }))
      app.use(joggWebhook(SECRET, { ...quiet, log }))
      const delivery = await joggDelivery(NAME, {
        secret: SECRET,
        url: `${await serve(app)}/webhooks/jogg`,
        body: encode(`{"event_id":"evt_1","event":"${NAME}","timestamp":1,"data":{"x":"é"}}`),
        headers: { 'content-type': `application/json; charset=${charset}` },
      })
      const response = await fetch(delivery.url, delivery)
      expect([response.status, await response.json()]).toMatchObject([500, { code: 'body_consumed' }])
      expect(log.error).toHaveBeenCalledWith(
        expect.objectContaining({ code: 'body_consumed' }),
        expect.stringMatching(cause),
      )
    },
  )

  test('behind a parser that keeps the raw bytes as text, it works', async () => {
    const app = express()
    app.use(
      express.json({
        verify: (request, _response, bytes) =>
          void Object.assign(request, { rawBody: bytes.toString('utf8') }),
      }),
    )
    app.use(joggWebhook(SECRET, quiet))
    expect(await post(`${await serve(app)}/webhooks/jogg`)).toMatchObject({ json: { outcome: 'processed' } })
  })

  test('behind express.json() that parsed a JSON string, it logs that the raw bytes are lost', async () => {
    const log = logger()
    const app = express()
    app.use(express.json({ strict: false }))
    app.use(joggWebhook(SECRET, { ...quiet, log }))
    const url = `${await serve(app)}/webhooks/jogg`
    const delivery = await joggDelivery(NAME, { secret: SECRET, url, body: '"generated_script_success"' })
    expect((await fetch(delivery.url, delivery)).status).toBe(500)
    expect(log.error).toHaveBeenCalledWith(expect.anything(), expect.stringContaining('bytes were announced'))
  })

  test('the limit also applies to a body that express.raw() has read', async () => {
    const app = express()
    app.use(express.raw({ type: '*/*' }))
    app.use(joggWebhook(SECRET, { ...quiet, maxBodyBytes: 10 }))
    expect(await post(`${await serve(app)}/webhooks/jogg`)).toMatchObject({ status: 413 })
  })

  test('chained handlers run', async () => {
    const handler = vi.fn()
    const app = express().use(
      joggWebhook(SECRET, { log: false }).on(NAME, handler).on('create_avatar_failed', handler),
    )
    await post(`${await serve(app)}/webhooks/jogg`)
    expect(handler).toHaveBeenCalledTimes(1)
  })

  test('the log names the client that Express trusts', async () => {
    const log = logger()
    const app = express()
    app.set('trust proxy', true)
    app.use(joggWebhook('another secret', { log }))
    const delivery = await joggDelivery(NAME, {
      secret: SECRET,
      url: `${await serve(app)}/webhooks/jogg`,
      headers: { 'x-forwarded-for': '203.0.113.7' },
    })
    await fetch(delivery.url, delivery)
    expect(log.warn).toHaveBeenCalledWith(
      expect.objectContaining({
        reason: 'signature_mismatch',
        from: expect.objectContaining({ address: '203.0.113.7' }),
      }),
      expect.any(String),
    )
  })

  test('Hoox mounted where JoggAI posts logs a hint', async () => {
    const log = logger()
    const app = express().use(hooxWebhook({ path: '/webhooks/jogg', callbackSecret: 'x', log }))
    expect(await post(`${await serve(app)}/webhooks/jogg`)).toMatchObject({ status: 401 })
    expect(log.warn).toHaveBeenCalledWith(
      expect.anything(),
      expect.stringContaining('This looks like a JoggAI delivery'),
    )
  })
})

describe('node:http', () => {
  test('is served without a framework: every request is answered', async () => {
    const url = await serve(joggWebhook(SECRET, quiet))
    for (const path of ['/webhooks/jogg', '/', '/elsewhere?a=1'])
      expect(await post(url + path)).toMatchObject({ json: { outcome: 'processed' } })
    expect((await fetch(url)).status).toBe(405)
  })

  test('with a path is served only at that path, and deliveries to other paths cause one warning', async () => {
    const log = logger()
    const url = await serve(joggWebhook(SECRET, { ...quiet, log, path: '/my/hook' }))
    expect(await post(`${url}/my/hook/`)).toMatchObject({ json: { outcome: 'processed' } })
    expect(await post(`${url}/elsewhere`)).toMatchObject({ status: 404 })
    expect(await post(`${url}/elsewhere`)).toMatchObject({ status: 404 })
    expect((await fetch(url)).status).toBe(404)
    expect(log.warn).toHaveBeenCalledTimes(1)
    expect(log.warn).toHaveBeenCalledWith(
      { provider: 'jogg', code: 'delivery_handed_on', path: '/elsewhere', ownedPath: '/my/hook' },
      expect.stringContaining('the webhook is at /my/hook'),
    )
  })
})

test('called with a request whose body was read, as in Koa behind a parser, it answers at once and logs why', async () => {
  const log = logger()
  const jogg = joggWebhook(SECRET, { ...quiet, log })
  const url = await serve(async (request, response) => {
    for await (const _chunk of request);
    jogg(request, response)
  })
  expect(await post(url)).toMatchObject({ status: 500, json: { code: 'body_consumed' } })
  expect(log.error).toHaveBeenCalledWith(
    expect.anything(),
    expect.stringMatching(/^The body was already read, most likely by express\.json\(\)/),
  )
})

describe("a middleware called by something else than Node's server", () => {
  test.each<[string, unknown[]]>([
    ['a Web-standard server', [new Request('http://localhost/'), { params: {} }]],
    ['AWS Lambda', [{ rawPath: '/' }, { awsRequestId: '1' }, () => {}]],
  ])('says to %s what to use', (_name, given) => {
    expect(() => Reflect.apply(joggWebhook(SECRET, quiet), undefined, given)).toThrow(
      /given something else.*webHandler\(\).*AWS Lambda, @vidhook\/core\/lambda/,
    )
  })
})

describe('a start without a secret', () => {
  test.each([undefined, '', [], [undefined, '']])('(%j) is logged as an error at once', (secret) => {
    const log = logger()
    joggWebhook(secret, { log })
    expect(log.error).toHaveBeenCalledWith(
      expect.objectContaining({ code: 'secret_missing' }),
      expect.stringMatching(/undefined or empty.*JOGG_WEBHOOK_SECRET/),
    )
  })
})
