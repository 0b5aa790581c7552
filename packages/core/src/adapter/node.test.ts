import { once } from 'node:events'
import {
  Agent,
  type ClientRequest,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { Readable } from 'node:stream'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type DeliveryReport, jogg, type ReceiverOptions } from '../index.js'
import type { JoggEvents } from '../providers/jogg/events.js'
import { joggDelivery } from '../testing/index.js'
import { SECRET, testReceiver } from '../testing/test-receiver.js'
import { captureRawBody, type NodeRequest, nodeDelivery, nodeStream, sendOutcome } from './node.js'

const NAME = 'generated_video_success'
const CONSUMED = 'The body is gone.'
const servers: Server[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** A server of node:http that passes every request to a receiver, after `prepare` was called with it. */
async function serve(
  options: ReceiverOptions<JoggEvents> = {},
  prepare: (request: NodeRequest) => void | Promise<void> = () => {},
) {
  const { receiver, reports, log } = testReceiver(jogg({ secret: SECRET }), {
    on: { [NAME]: () => {} },
    ...options,
  })
  const { port } = await listen(async (request, response) => {
    await prepare(request)
    sendOutcome(response, await receiver.receive(nodeDelivery(request, CONSUMED)))
  })
  return { port, url: `http://127.0.0.1:${port}/hooks`, reports, log }
}

async function listen(handle: RequestListener): Promise<AddressInfo> {
  const server = createServer(handle)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server.address() as AddressInfo
}

const deliver = (url: string, options = {}) => joggDelivery(NAME, { secret: SECRET, url, ...options })

async function bytesOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

describe('a request of node:http', () => {
  test('is a delivery, byte by byte', async () => {
    const { url, reports } = await serve()
    const delivery = await deliver(`${url}/a/../b?x=%20`)
    const response = await fetch(delivery.url, delivery)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-length')).toBe(String((await response.arrayBuffer()).byteLength))
    expect(reports[0]?.rawBody).toEqual(Buffer.from(delivery.body))
    expect(reports[0]?.delivery).toMatchObject({
      method: 'POST',
      url: '/hooks/b?x=%20',
      remoteAddress: '127.0.0.1',
    })
  })

  test.each<[string, (bytes: Uint8Array) => Partial<NodeRequest>]>([
    ['a buffer in body', (bytes) => ({ body: Buffer.from(bytes) })],
    ['bytes in body', (bytes) => ({ body: new Uint8Array(bytes) })],
    ['a string in body', (bytes) => ({ body: new TextDecoder().decode(bytes) })],
    ['a buffer in rawBody, besides a parsed body', (bytes) => ({ rawBody: bytes, body: { parsed: true } })],
    ['a string in rawBody', (bytes) => ({ rawBody: new TextDecoder().decode(bytes) })],
  ])('may have been read before, if it left %s', async (_, keep) => {
    const { url } = await serve({}, async (request) => {
      Object.assign(request, keep(await bytesOf(request)))
    })
    const delivery = await deliver(url)
    expect((await fetch(delivery.url, delivery)).status).toBe(200)
  })

  test.each<[string, (request: NodeRequest) => object]>([
    ['an empty text in rawBody, to be filled later', () => ({ rawBody: '' })],
    ['an empty Buffer in rawBody', () => ({ rawBody: Buffer.alloc(0) })],
    ['an empty text in body', () => ({ body: '' })],
    ['an empty object in body, as body-parser does', () => ({ body: {} })],
  ])('is read even if other code has set %s', async (_, put) => {
    const { url } = await serve({}, (request) => void Object.assign(request, put(request)))
    const delivery = await deliver(url)
    expect((await fetch(delivery.url, delivery)).status).toBe(200)
  })

  test('is read while other code collects it in rawBody', async () => {
    const { url } = await serve({}, (request) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk) => {
        chunks.push(chunk)
        Object.assign(request, { rawBody: Buffer.concat(chunks) })
      })
      Object.assign(request, { rawBody: '' })
    })
    const delivery = await deliver(url)
    expect((await fetch(delivery.url, delivery)).status).toBe(200)
  })

  test.each<[string, (bytes: Uint8Array) => object]>([
    ['rawBody, over a body in full', (bytes) => ({ rawBody: '', body: Buffer.from(bytes) })],
    ['body, beside a rawBody in full', (bytes) => ({ rawBody: Buffer.from(bytes), body: '' })],
  ])('may have an empty %s', async (_, keep) => {
    const { url } = await serve({}, async (request) => {
      Object.assign(request, keep(await bytesOf(request)))
    })
    const delivery = await deliver(url)
    expect((await fetch(delivery.url, delivery)).status).toBe(200)
  })

  test('that was read but not kept is misconfigured, unless it was empty', async () => {
    const { url, log } = await serve({}, async (request) => {
      await bytesOf(request)
      Object.assign(request, { rawBody: '' })
    })
    const delivery = await deliver(url)
    const full = await fetch(delivery.url, delivery)
    expect(await full.json()).toMatchObject({ code: 'body_consumed' })
    expect(log.messages('error').join()).toContain(CONSUMED)
    const empty = await deliver(url, { body: '' })
    expect(await (await fetch(empty.url, empty)).json()).toMatchObject({ code: 'body_not_json' })
  })

  test('whose bytes were taken before all had arrived is misconfigured, and the log says so', async () => {
    const { port, log } = await serve({}, async (request) => {
      const chunk: Buffer = await new Promise((resolve) => request.once('data', resolve))
      request.pause()
      Object.assign(request, { rawBody: chunk })
    })
    const { headers, body } = await deliver('http://localhost/hooks')
    const request = httpRequest({
      port,
      method: 'POST',
      headers: { ...headers, 'content-length': body.byteLength },
    })
    request.write(body.subarray(0, 10))
    const [response]: IncomingMessage[] = await once(request, 'response')
    expect(response?.statusCode).toBe(500)
    expect(log.messages('error').join()).toContain('before all of it had arrived')
    request.on('error', () => {}).destroy()
  })

  test.each(['body', 'rawBody'])(
    'whose %s throws when it is looked at is read all the same',
    async (name) => {
      const { url } = await serve({}, (request) => {
        Object.defineProperty(request, name, {
          get() {
            throw new Error('Invalid JSON')
          },
        })
      })
      const delivery = await deliver(url)
      expect((await fetch(delivery.url, delivery)).status).toBe(200)
    },
  )

  test('that was read, and whose body getter throws, is misconfigured', async () => {
    const { url, log } = await serve({}, async (request) => {
      await bytesOf(request)
      Object.defineProperty(request, 'body', {
        get() {
          throw new Error('Invalid JSON')
        },
      })
    })
    const delivery = await deliver(url)
    expect((await fetch(delivery.url, delivery)).status).toBe(500)
    expect(log.messages('error').join()).toContain(CONSUMED)
  })

  test('that has no stream is misconfigured', async () => {
    const { receiver } = testReceiver(jogg({ secret: SECRET }), { on: { [NAME]: () => {} } })
    const { method, headers, body } = await deliver('http://localhost/hooks')
    const fake = { method, url: '/hooks', headers }
    expect(await receiver.receive(nodeDelivery(fake as NodeRequest, CONSUMED))).toMatchObject({
      code: 'body_consumed',
    })
    const kept = { ...fake, body: Buffer.from(body) }
    expect(await receiver.receive(nodeDelivery(kept as unknown as NodeRequest, CONSUMED))).toMatchObject({
      kind: 'processed',
    })
  })

  test('keeps its bytes with captureRawBody, whatever parses them', async () => {
    const { url } = await serve({}, async (request) => {
      const bytes = await bytesOf(request)
      captureRawBody(request, undefined as never, bytes)
      Object.assign(request, { body: JSON.parse(String(bytes)) })
    })
    const delivery = await deliver(url)
    expect((await fetch(delivery.url, delivery)).status).toBe(200)
  })

  test('that was parsed without keeping the bytes is misconfigured, at once', async () => {
    const { url, log } = await serve({}, async (request) => {
      Object.assign(request, { body: JSON.parse(String(await bytesOf(request))) })
    })
    const delivery = await deliver(url)
    const response = await fetch(delivery.url, delivery)
    expect(response.status).toBe(500)
    expect(await response.json()).toMatchObject({ code: 'body_consumed' })
    expect(log.messages('error').join()).toContain(CONSUMED)
  })

  test.each([1, 2])('that other code decodes, in %i pieces, is misconfigured, at once', async (pieces) => {
    const { port, log } = await serve({}, (request) => void request.setEncoding('utf8'))
    const { headers, body } = await deliver('http://localhost/hooks')
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = httpRequest({ port, method: 'POST', headers })
      request.on('response', resolve)
      request.on('error', reject)
      if (pieces === 1) request.end(body)
      else request.write(body.subarray(0, 10), () => setImmediate(() => request.end(body.subarray(10))))
    })
    expect(response.statusCode).toBe(500)
    expect(String(await bytesOf(response))).toContain('body_consumed')
    expect(log.messages('error').join()).toContain('setEncoding()')
  })

  test('is read even if other code has paused it', async () => {
    const { url } = await serve({ bodyTimeoutMs: 500 }, (request) => void request.pause())
    const delivery = await deliver(url)
    expect((await fetch(delivery.url, delivery)).status).toBe(200)
  })

  test.each<[string, (request: ClientRequest, body: Uint8Array) => void]>([
    ['with its headers', (request, body) => void request.end(body)],
    [
      'after its headers',
      (request, body) => {
        request.flushHeaders()
        setImmediate(() => request.end(body))
      },
    ],
    [
      'in two pieces',
      (request, body) => void request.write(body.subarray(0, 9), () => request.end(body.subarray(9))),
    ],
  ])('that comes %s is read at once, and leaves the connection to the next', async (_, send) => {
    const { receiver, reports } = testReceiver(jogg({ secret: SECRET }), { on: { [NAME]: () => {} } })
    const sockets = new Set<unknown>()
    // Not async: the receiver is called before Node has parsed the body.
    const { port } = await listen((request, response) => {
      sockets.add(request.socket)
      receiver.receive(nodeDelivery(request, CONSUMED)).then((outcome) => sendOutcome(response, outcome))
    })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    for (let count = 0; count < 3; count++) {
      const { headers, body } = await deliver('http://localhost/hooks', { event_id: `evt_${count}` })
      const request = httpRequest({ port, method: 'POST', headers, agent })
      const answered = once(request, 'response')
      send(request, body)
      const [response] = await answered
      expect(response.statusCode).toBe(200)
      await bytesOf(response)
    }
    agent.destroy()
    expect(reports).toHaveLength(3)
    expect(sockets.size).toBe(1)
  })

  test('is read from a stream that a framework has put in its place', async () => {
    const { receiver } = testReceiver(jogg({ secret: SECRET }), { on: { [NAME]: () => {} } })
    const { body, ...delivery } = await deliver('/hooks')
    const stream = Readable.from([body], { objectMode: false }) as unknown as IncomingMessage
    expect(await receiver.receive({ ...delivery, body: nodeStream(stream) })).toMatchObject({ status: 200 })
  })

  test('is read even if other code begins to read it in the same turn', async () => {
    const { receiver } = testReceiver(jogg({ secret: SECRET }), { bodyTimeoutMs: 500 })
    const { port } = await listen((request, response) => {
      receiver.receive(nodeDelivery(request, CONSUMED)).then((outcome) => sendOutcome(response, outcome))
      request.on('data', () => {})
    })
    const delivery = await deliver(`http://127.0.0.1:${port}/hooks`)
    expect((await fetch(delivery.url, delivery)).status).toBe(200)
  })

  test('has the URL from before a router shortened it', async () => {
    const { url, reports } = await serve({}, (request) => {
      Object.assign(request, { originalUrl: request.url, url: '/' })
    })
    const delivery = await deliver(url)
    await fetch(delivery.url, delivery)
    expect(reports[0]?.delivery.url).toBe('/hooks')
  })

  test('with a repeated signature is refused', async () => {
    const { port } = await serve()
    const { headers, body } = await deliver('http://localhost/hooks')
    const { 'x-webhook-signature': signature = '', ...others } = headers
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest({
        port,
        method: 'POST',
        headers: { ...others, 'X-Webhook-Signature': [signature, signature] },
      })
      request.on('response', (response) => resolve(response.resume().statusCode))
      request.on('error', reject)
      request.end(body)
    })
    expect(status).toBe(401)
  })
})

test.each([undefined, {}, new Response()])(
  'an answer to %j is an error that says what to use',
  (response) => {
    const outcome = { kind: 'ignored', status: 200, headers: {}, body: '' } as const
    // @ts-expect-error no response of node:http
    expect(() => sendOutcome(response, outcome)).toThrow(
      /response of node:http.*webHandler\(\).*@vidhook\/core\/lambda/,
    )
  },
)

test('an answer that other code has begun is left alone', async () => {
  const { receiver } = testReceiver(jogg({ secret: SECRET }))
  const { port } = await listen(async (request, response) => {
    response.writeHead(202)
    sendOutcome(response, await receiver.receive(nodeDelivery(request, CONSUMED)))
    response.end('theirs')
  })
  const response = await fetch(`http://127.0.0.1:${port}/hooks`)
  expect(response.status).toBe(202)
  expect(await response.text()).toBe('theirs')
})

describe('a malicious client', () => {
  /** Opens a connection and sends the head of a POST, then the given data. */
  async function raw(port: number, head: string) {
    const socket = connect(port, '127.0.0.1')
    await new Promise((resolve) => socket.once('connect', resolve))
    socket.on('error', () => {})
    let answer = ''
    socket.on('data', (bytes) => {
      answer += bytes
    })
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.write(`POST /hooks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${head}\r\n\r\n`)
    return { socket, closed, answer: () => answer }
  }

  const one = async (reports: DeliveryReport[]) => {
    await vi.waitFor(() => expect(reports).toHaveLength(1), { timeout: 10_000 })
    return reports[0]?.outcome
  }

  test('that declares too large a body is refused before it sends any of it', async () => {
    const { port, reports } = await serve({ maxBodyBytes: 1_000 })
    const { answer } = await raw(port, 'Content-Length: 1000000')
    expect(await one(reports)).toMatchObject({ status: 413 })
    await vi.waitFor(() => expect(answer()).toMatch(/^HTTP\/1\.1 413/), { timeout: 10_000 })
  })

  test('that sends chunks without an end is refused at the limit, and disconnected', async () => {
    const { port, reports } = await serve({ maxBodyBytes: 1_000 })
    const { socket, closed, answer } = await raw(port, 'Transfer-Encoding: chunked')
    const flood = setInterval(() => socket.write(`190\r\n${' '.repeat(400)}\r\n`), 5)
    expect(await one(reports)).toMatchObject({ status: 413 })
    await closed
    clearInterval(flood)
    expect(answer()).toMatch(/^HTTP\/1\.1 413/)
    expect(reports[0]).not.toHaveProperty('rawBody')
  })

  test('that sends a million chunks of a byte each is refused early, and disconnected', async () => {
    const { port, reports } = await serve()
    const { socket, closed, answer } = await raw(port, 'Transfer-Encoding: chunked')
    socket.write('1\r\n \r\n'.repeat(1_000_000))
    expect(await one(reports)).toMatchObject({ status: 413, code: 'body_fragmented' })
    await closed
    expect(answer()).toMatch(/^HTTP\/1\.1 413 .*"body_fragmented"/s)
    expect(reports[0]).not.toHaveProperty('rawBody')
  })

  test('that sends a byte now and then is disconnected, while others are served', async () => {
    const { port, url, reports } = await serve({ bodyTimeoutMs: 2_000 })
    const { socket, closed, answer } = await raw(port, 'Content-Length: 100')
    const drip = setInterval(() => socket.write(' '), 20)
    const delivery = await deliver(url)
    expect((await fetch(delivery.url, delivery)).status).toBe(200)
    await closed
    clearInterval(drip)
    expect(answer()).toMatch(/^HTTP\/1\.1 408/)
    expect(reports.map((report) => report.outcome.status)).toEqual([200, 408])
  })

  test('that disconnects midway is one incomplete delivery', async () => {
    const { port, reports } = await serve()
    const { socket } = await raw(port, 'Content-Length: 100')
    socket.write('{"event":')
    socket.destroy()
    expect(await one(reports)).toMatchObject({ status: 400, code: 'body_incomplete' })
  })

  test('that disconnects before its answer leaves no listeners or timers', async () => {
    const { port, reports } = await serve({ bodyTimeoutMs: 50 })
    const { socket } = await raw(port, 'Content-Length: 100')
    socket.end()
    expect((await one(reports))?.status).toBeGreaterThanOrEqual(400)
  })
})

describe('a discarded body', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  /** A request that sends this many more pieces after it was refused. */
  async function refused(pieces: number, { bytes = 1, answered = true } = {}) {
    vi.useFakeTimers()
    const socket = { bytesWritten: 200 }
    const request = Object.assign(new Readable({ read() {} }), { complete: false, socket })
    nodeStream(request as unknown as IncomingMessage).discard()
    if (answered) socket.bytesWritten += 300
    for (let piece = 0; piece < pieces; piece++) {
      request.push(' '.repeat(bytes))
      await Promise.resolve()
    }
    await new Promise((resolve) => process.nextTick(resolve))
    return request
  }

  test('gives its client a second to read the answer', async () => {
    const request = await refused(10_000, { bytes: 1_400 })
    vi.advanceTimersByTime(999)
    expect(request.destroyed).toBe(false)
    vi.advanceTimersByTime(1)
    expect(request.destroyed).toBe(true)
  })

  test('gives less time if it comes in small pieces', async () => {
    expect((await refused(128)).destroyed).toBe(false)
    expect((await refused(129)).destroyed).toBe(true)
  })

  test('does not disconnect its client before the answer is written', async () => {
    const request = await refused(1_000, { answered: false })
    expect(request.destroyed).toBe(false)
    vi.advanceTimersByTime(1_000)
    expect(request.destroyed).toBe(true)
  })

  test('leaves no timer after its client has disconnected', async () => {
    await refused(129)
    expect(vi.getTimerCount()).toBe(0)
  })
})
