import { afterEach, describe, expect, test, vi } from 'vitest'
import { createReceiver, jogg, type ReceiverOptions, webHandler } from '../index.js'
import type { JoggEvents } from '../providers/jogg/events.js'
import { joggDelivery } from '../testing/index.js'
import { recordingLog, SECRET } from '../testing/test-receiver.js'

const NAME = 'generated_template_video_success'
const deliver = (options = {}) => joggDelivery(NAME, { secret: SECRET, ...options })

afterEach(() => {
  vi.useRealTimers()
})

function handlerOf(options: ReceiverOptions<JoggEvents> = {}) {
  const log = recordingLog()
  const reports: unknown[] = []
  const receiver = createReceiver(jogg({ secret: SECRET }), {
    log,
    onDelivery: (report) => reports.push(report),
    on: { [NAME]: () => {} },
    ...options,
  })
  return { handle: webHandler(receiver), log, reports }
}

/** A POST whose body is this stream. */
async function streamed(stream: ReadableStream<Uint8Array>, headers: Record<string, string> = {}) {
  const delivery = await deliver({ headers })
  const init: RequestInit & { duplex: 'half' } = { ...delivery, body: stream, duplex: 'half' }
  return new Request(delivery.url, init)
}

/** A stream of `bytes`, repeated without end, that counts how often it is read. */
function endless(bytes: number) {
  const seen = { pulled: 0, cancelled: false }
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        seen.pulled++
        controller.enqueue(new Uint8Array(bytes))
      },
      cancel() {
        seen.cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return { stream, seen }
}

describe('webHandler answers', () => {
  test('a delivery with the outcome, as a Response', async () => {
    const { handle } = handlerOf()
    const delivery = await deliver()
    const response = await handle(new Request(delivery.url, delivery))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await response.json()).toEqual({ outcome: 'processed' })
  })

  test('a body that arrives in pieces, verified over its raw bytes', async () => {
    const { handle } = handlerOf()
    const delivery = await deliver()
    const pieces = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of delivery.body) controller.enqueue(new Uint8Array([byte]))
        controller.enqueue(new Uint8Array())
        controller.close()
      },
    })
    const init: RequestInit & { duplex: 'half' } = { ...delivery, body: pieces, duplex: 'half' }
    const response = await handle(new Request(delivery.url, init))
    expect(await response.json()).toEqual({ outcome: 'processed' })
  })

  test.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])('%s with 405 and Allow', async (method) => {
    const { handle } = handlerOf()
    const response = await handle(new Request('https://example.com/webhooks/jogg', { method }))
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST')
    const body = await response.text()
    if (method === 'HEAD') expect(body).toBe('')
    else expect(JSON.parse(body)).toMatchObject({ code: 'method_not_allowed' })
  })

  test('a POST without a body like an empty one', async () => {
    const { handle, reports } = handlerOf()
    const { url, headers } = await deliver({ body: '' })
    const response = await handle(new Request(url, { method: 'POST', headers }))
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'body_not_json' })
    expect(reports).toHaveLength(1)
  })

  test('with platform.waitUntil for work that goes on after the answer', async () => {
    const waitUntil = vi.fn()
    const { handle } = handlerOf({
      on: { [NAME]: async (_, context) => context.waitUntil(Promise.resolve()) },
    })
    const delivery = await deliver()
    await handle(new Request(delivery.url, delivery), { waitUntil })
    expect(waitUntil).toHaveBeenCalledTimes(1) // what the handler leaves behind; it has settled itself
  })
})

test.each([{}, undefined, { headers: {}, method: 'POST', url: '/' }])(
  'a request that is not Web-standard (%j) is an error that says what to use',
  async (request) => {
    const { handle } = handlerOf()
    // @ts-expect-error no Request
    await expect(handle(request)).rejects.toThrow(
      /context\.req\.raw.*@vidhook\/express.*@vidhook\/next\/pages/,
    )
  },
)

describe('a body that is too large', () => {
  test('is refused while it arrives, and not read further', async () => {
    const { stream, seen } = endless(400)
    const { handle, reports } = handlerOf({ maxBodyBytes: 1_000 })
    const response = await handle(await streamed(stream))
    expect(response.status).toBe(413)
    expect(seen).toEqual({ pulled: 3, cancelled: true })
    expect(reports).toHaveLength(1)
    expect(reports[0]).not.toHaveProperty('rawBody')
  })

  test('is refused before a byte of it is read, if Content-Length is too large', async () => {
    const { stream, seen } = endless(400)
    const { handle } = handlerOf({ maxBodyBytes: 1_000 })
    const response = await handle(await streamed(stream, { 'content-length': '1001' }))
    expect(response.status).toBe(413)
    expect(seen).toEqual({ pulled: 0, cancelled: true })
  })

  test('is refused if Content-Length is wrong', async () => {
    const { stream, seen } = endless(400)
    const { handle } = handlerOf({ maxBodyBytes: 1_000 })
    const response = await handle(await streamed(stream, { 'content-length': '10' }))
    expect(response.status).toBe(413)
    expect(seen.cancelled).toBe(true)
  })

  test('is accepted at exactly the limit', async () => {
    const delivery = await deliver()
    const { handle } = handlerOf({ maxBodyBytes: delivery.body.byteLength })
    expect((await handle(new Request(delivery.url, delivery))).status).toBe(200)
  })
})

describe('a body that is slow', () => {
  test('is refused after bodyTimeoutMs in all, even if a byte comes every second', async () => {
    vi.useFakeTimers()
    let drip: ReturnType<typeof setInterval> | undefined
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        drip = setInterval(() => controller.enqueue(new Uint8Array(1)), 1_000)
      },
      cancel() {
        clearInterval(drip)
      },
    })
    const { handle, reports } = handlerOf()
    const answer = handle(await streamed(stream))
    await vi.advanceTimersByTimeAsync(9_999)
    expect(reports).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(1)
    expect((await answer).status).toBe(408)
    expect(await (await answer).json()).toMatchObject({ code: 'body_timeout' })
    expect(vi.getTimerCount()).toBe(0)
  })

  test('delays no other', async () => {
    const { handle } = handlerOf({ bodyTimeoutMs: 50 })
    const stuck = handle(await streamed(new ReadableStream()))
    const delivery = await deliver()
    expect((await handle(new Request(delivery.url, delivery))).status).toBe(200)
    expect((await stuck).status).toBe(408)
  })
})

describe('a body that breaks off', () => {
  test('is incomplete, and leaves no timer', async () => {
    vi.useFakeTimers()
    let pulled = false
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (pulled) controller.error(new Error('ECONNRESET'))
        else controller.enqueue(new TextEncoder().encode('{"event":'))
        pulled = true
      },
    })
    const { handle, reports } = handlerOf()
    const response = await handle(await streamed(stream))
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ outcome: 'rejected', code: 'body_incomplete' })
    expect(reports).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a body that was read before', () => {
  test('is misconfigured, and the log says what to do', async () => {
    const { handle, log } = handlerOf()
    const delivery = await deliver()
    const request = new Request(delivery.url, delivery)
    await request.json()
    const response = await handle(request)
    expect(response.status).toBe(500)
    expect(await response.json()).toMatchObject({ outcome: 'misconfigured', code: 'body_consumed' })
    expect(log.messages('error').join()).toMatch(/request\.json\(\).*request\.clone\(\).*#body_consumed/)
  })

  test('is misconfigured while other code still reads it', async () => {
    const { handle } = handlerOf()
    const delivery = await deliver()
    const request = new Request(delivery.url, delivery)
    const reader = request.body?.getReader()
    expect((await handle(request)).status).toBe(500)
    await reader?.cancel()
  })

  test('is accepted if only a clone was read', async () => {
    const { handle } = handlerOf()
    const delivery = await deliver()
    const request = new Request(delivery.url, delivery)
    await request.clone().json()
    expect((await handle(request)).status).toBe(200)
  })
})
