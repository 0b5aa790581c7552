import { describe, expect, test, vi } from 'vitest'
import {
  type Delivery,
  jogg,
  type MemoryStore,
  memoryStore,
  type Outcome,
  type ReceiverOptions,
  type Store,
} from './index.js'
import type { JoggEvents } from './providers/jogg/events.js'
import { webBody } from './request/body.js'
import { joggDelivery } from './testing/index.js'
import { deferred, SECRET, testReceiver } from './testing/test-receiver.js'

const NAME = 'generated_avatar_video_success'
const deliver = (options = {}) => joggDelivery(NAME, { secret: SECRET, ...options })
const receiverWith = (options: ReceiverOptions<JoggEvents> = {}) =>
  testReceiver(jogg({ secret: SECRET }), options)

const unreachable: Store = {
  claim: () => Promise.reject(new Error('ECONNREFUSED')),
  renew: () => Promise.reject(new Error('ECONNREFUSED')),
  complete: () => Promise.reject(new Error('ECONNREFUSED')),
  release: () => Promise.reject(new Error('ECONNREFUSED')),
}

/** Everything that an HTTP client gets to see of an outcome. */
function answer({ status, headers, body }: Outcome) {
  return { status, allow: headers.allow, retryAfter: headers['retry-after'], body: JSON.parse(body) }
}

describe('the table of outcomes', () => {
  test('processed: the handlers succeeded', async () => {
    const { receiver } = receiverWith({ on: { [NAME]: () => {} } })
    const outcome = await receiver.receive(await deliver())
    expect(outcome.kind).toBe('processed')
    expect(outcome.code).toBeUndefined()
    expect(answer(outcome)).toEqual({ status: 200, body: { outcome: 'processed' } })
  })

  test('ignored: no handler listens for this event', async () => {
    const { receiver } = receiverWith({ on: { generated_script_failed: () => {} } })
    const outcome = await receiver.receive(await deliver())
    expect(outcome.kind).toBe('ignored')
    expect(answer(outcome)).toEqual({ status: 200, body: { outcome: 'ignored' } })
  })

  test('duplicate: the event was done before, and no handler runs again', async () => {
    const handler = vi.fn()
    const { receiver } = receiverWith({ on: { [NAME]: handler } })
    const delivery = await deliver()
    await receiver.receive(delivery)
    const outcome = await receiver.receive(delivery)
    expect(outcome.kind).toBe('duplicate')
    expect(answer(outcome)).toEqual({ status: 200, body: { outcome: 'duplicate' } })
    expect(handler).toHaveBeenCalledTimes(1)
  })

  test('busy: the event is being worked on in this process', async () => {
    const work = deferred()
    const { receiver } = receiverWith({ on: { [NAME]: () => work.promise } })
    const delivery = await deliver()
    const first = receiver.receive(delivery)
    const outcome = await receiver.receive(delivery)
    expect(outcome.kind).toBe('busy')
    expect(answer(outcome)).toEqual({
      status: 503,
      retryAfter: '3',
      body: { outcome: 'busy', code: 'in_progress', message: expect.any(String) },
    })
    work.resolve()
    expect((await first).kind).toBe('processed')
  })

  test('busy: the event is being worked on by another process that shares the store', async () => {
    const work = deferred()
    const store = memoryStore()
    const one = receiverWith({ store, on: { [NAME]: () => work.promise } })
    const other = receiverWith({ store, on: { [NAME]: () => {} } })
    const delivery = await deliver()
    const first = one.receiver.receive(delivery)
    await vi.waitFor(() => expect(store.size).toBe(1))
    expect((await other.receiver.receive(delivery)).kind).toBe('busy')
    work.resolve()
    await first
    expect((await other.receiver.receive(delivery)).kind).toBe('duplicate')
  })

  test('failed: a handler threw, and the retry runs', async () => {
    const handler = vi.fn().mockRejectedValueOnce(new Error('database is down'))
    const { receiver } = receiverWith({ on: { [NAME]: handler } })
    const delivery = await deliver()
    const outcome = await receiver.receive(delivery)
    expect(outcome.kind).toBe('failed')
    expect(answer(outcome)).toEqual({
      status: 500,
      body: { outcome: 'failed', code: 'handler_failed', message: expect.any(String) },
    })
    expect(outcome.body).not.toContain('database')
    expect((await receiver.receive(delivery)).kind).toBe('processed')
  })

  test('late: the deadline passed while handlers were still running', async () => {
    const work = deferred()
    const { receiver } = receiverWith({ deadlineMs: 20, on: { [NAME]: () => work.promise } })
    const outcome = await receiver.receive(await deliver())
    expect(outcome.kind).toBe('late')
    expect(answer(outcome)).toEqual({
      status: 503,
      retryAfter: '3',
      body: { outcome: 'late', code: 'deadline_passed', message: expect.any(String) },
    })
    work.resolve()
    expect(await receiver.drain()).toBe(true)
  })

  test('unavailable: the store cannot be reached, and no handler runs', async () => {
    const handler = vi.fn()
    const { receiver } = receiverWith({ store: unreachable, on: { [NAME]: handler } })
    const outcome = await receiver.receive(await deliver())
    expect(outcome.kind).toBe('unavailable')
    expect(answer(outcome)).toEqual({
      status: 503,
      retryAfter: '3',
      body: { outcome: 'unavailable', code: 'store_unavailable', message: expect.any(String) },
    })
    expect(handler).not.toHaveBeenCalled()
  })

  test('rejected, 401: one body for every reason, so that a forger learns nothing', async () => {
    const { receiver, reports } = receiverWith({ on: { [NAME]: () => {} } })
    const bad = [
      { 'x-webhook-signature': '0'.repeat(64) },
      { 'x-webhook-signature': 'not hex' },
      { 'x-webhook-signature': '' },
      { 'x-webhook-signature': `${'0'.repeat(64)}, ${'0'.repeat(64)}` },
    ]
    const outcomes = await Promise.all(
      bad.map(async (headers) => receiver.receive(await deliver({ headers }))),
    )
    const { 'x-webhook-signature': _, ...unsigned } = (await deliver()).headers
    outcomes.push(await receiver.receive({ ...(await deliver()), headers: unsigned }))

    for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0])
    expect(outcomes.map(answer)[0]).toEqual({
      status: 401,
      body: {
        outcome: 'rejected',
        code: 'unauthenticated',
        message: 'The delivery could not be authenticated.',
      },
    })
    expect(new Set(reports.map((report) => report.reason)).size).toBeGreaterThan(2)
  })

  test.each([
    ['is not JSON', '{"event":', 'body_not_json'],
    ['is empty', '', 'body_not_json'],
    ['names another event than the header', JSON.stringify({ event: 'x', event_id: '1' }), 'event_mismatch'],
  ])('rejected, 400: the signed body %s', async (_, body, code) => {
    const { receiver } = receiverWith({ on: { '*': () => {} } })
    const outcome = await receiver.receive(await deliver({ body }))
    expect(outcome.kind).toBe('rejected')
    expect(answer(outcome)).toEqual({
      status: 400,
      body: { outcome: 'rejected', code, message: expect.any(String) },
    })
  })

  test.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'])(
    'rejected, 405 with Allow: %s',
    async (method) => {
      const { receiver } = receiverWith()
      const outcome = await receiver.receive({ ...(await deliver()), method })
      expect(answer(outcome)).toEqual({
        status: 405,
        allow: 'POST',
        body: { outcome: 'rejected', code: 'method_not_allowed', message: expect.any(String) },
      })
    },
  )

  test('rejected, 413: too large', async () => {
    const { receiver } = receiverWith({ maxBodyBytes: 100 })
    const outcome = await receiver.receive(await deliver())
    expect(answer(outcome)).toEqual({
      status: 413,
      body: { outcome: 'rejected', code: 'body_too_large', message: expect.any(String) },
    })
  })

  test('unrecognized, 200: nobody listens for that name', async () => {
    const { receiver, log } = receiverWith({ on: { generated_script_failed: () => {} } })
    const outcome = await receiver.receive(await joggDelivery('generated_hologram', { secret: SECRET }))
    expect(outcome.kind).toBe('unrecognized')
    expect(answer(outcome)).toEqual({ status: 200, body: { outcome: 'unrecognized' } })
    expect(log.messages('warn').join()).toContain('"generated_hologram" is no event that jogg is known')
  })

  test('unrecognized, 422: somebody listens for that name, and nobody could take it', async () => {
    const handler = vi.fn()
    const { receiver } = receiverWith({ on: { [NAME]: handler } })
    const body = JSON.stringify({ event: NAME, timestamp: 1, data: {} })
    const outcome = await receiver.receive(await deliver({ body }))
    expect(outcome.kind).toBe('unrecognized')
    expect(answer(outcome)).toEqual({
      status: 422,
      body: { outcome: 'unrecognized', code: 'event_unrecognized', message: expect.any(String) },
    })
    expect(handler).not.toHaveBeenCalled()
  })

  test("unrecognized, 422: '*' listens for every name", async () => {
    const { receiver } = receiverWith({ on: { '*': () => {} } })
    const outcome = await receiver.receive(await joggDelivery('generated_hologram', { secret: SECRET }))
    expect(outcome.status).toBe(422)
  })

  test.each(['null', '[]', '"x"', '{}', '7', '{"event":"generated_script_failed"}'])(
    'unrecognized, 422: %s has no name or no identity, and may be what somebody listens for',
    async (body) => {
      const listening = receiverWith({ on: { [NAME]: () => {} } })
      const deaf = receiverWith()
      const delivery = await deliver({ body, headers: { 'x-webhook-event': 'generated_script_failed' } })
      expect((await listening.receiver.receive(delivery)).status).toBe(422)
      expect(await deaf.receiver.receive(delivery)).toMatchObject({ kind: 'unrecognized', status: 200 })
    },
  )

  test('unrecognized, 200: an unknown name that nobody listens for', async () => {
    const { receiver } = receiverWith({ on: { [NAME]: () => {} } })
    const outcome = await receiver.receive(await joggDelivery('generated_hologram', { secret: SECRET }))
    expect(outcome).toMatchObject({ kind: 'unrecognized', status: 200 })
  })

  test('processed: a known event with an identity, whatever its other fields are', async () => {
    const handler = vi.fn()
    const { receiver, log } = receiverWith({ on: { [NAME]: handler } })
    const outcome = await receiver.receive(await deliver({ data: { duration: 'thirty' } }))
    expect(outcome.kind).toBe('processed')
    expect(handler.mock.calls[0]?.[0].data).not.toHaveProperty('duration')
    expect(log.lines.at(-1)).toMatchObject({
      level: 'warn',
      fields: { outcome: 'processed', deviations: ['data.duration (string)'] },
      message: expect.stringContaining('ran without data.duration (string)'),
    })
  })

  test('unrecognized, 200: onUnrecognized took it, once', async () => {
    const onUnrecognized = vi.fn()
    const { receiver, reports } = receiverWith({ onUnrecognized, on: { '*': () => {} } })
    const delivery = await joggDelivery('generated_hologram', { secret: SECRET, data: { hologram_id: 7 } })
    expect((await receiver.receive(delivery)).kind).toBe('unrecognized')
    expect((await receiver.receive(delivery)).kind).toBe('duplicate')
    expect(onUnrecognized).toHaveBeenCalledTimes(1)
    const [event, context] = onUnrecognized.mock.calls[0] ?? []
    expect(event).toMatchObject({ name: 'generated_hologram', body: { data: { hologram_id: 7 } } })
    expect(context.identity).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(context.eventName).toBe('generated_hologram')
    expect(reports[0]?.handlers).toMatchObject([{ name: 'onUnrecognized' }])
  })

  test('unrecognized, 200: onUnrecognized took what has no name', async () => {
    const onUnrecognized = vi.fn()
    const { receiver } = receiverWith({ onUnrecognized })
    expect((await receiver.receive(await deliver({ body: '[]' }))).kind).toBe('unrecognized')
    expect(onUnrecognized.mock.calls[0]?.[1].eventName).toBe('')
  })

  test('failed: onUnrecognized threw, and the retry runs', async () => {
    const onUnrecognized = vi.fn().mockImplementationOnce(() => {
      throw new Error('disk full')
    })
    const { receiver } = receiverWith({ onUnrecognized })
    const delivery = await joggDelivery('generated_hologram', { secret: SECRET })
    expect((await receiver.receive(delivery)).kind).toBe('failed')
    expect((await receiver.receive(delivery)).kind).toBe('unrecognized')
  })

  test('misconfigured: no secret', async () => {
    const { receiver, log } = testReceiver(jogg({ secret: undefined }))
    const outcome = await receiver.receive(await deliver())
    expect(outcome.kind).toBe('misconfigured')
    expect(answer(outcome)).toEqual({
      status: 500,
      body: { outcome: 'misconfigured', code: 'secret_missing', message: expect.any(String) },
    })
    expect(log.messages('error').join()).toMatch(/JOGG_WEBHOOK_SECRET.*errors\.md#secret_missing/)
  })

  test('misconfigured: the body was consumed before the receiver saw it', async () => {
    const { receiver, log } = receiverWith()
    const consumed = 'The body was already parsed by express.json(). Mount joggWebhook() before it.'
    const outcome = await receiver.receive({ ...(await deliver()), body: { consumed } })
    expect(answer(outcome)).toEqual({
      status: 500,
      body: { outcome: 'misconfigured', code: 'body_consumed', message: expect.any(String) },
    })
    expect(log.messages('error').join()).toMatch(/Mount joggWebhook\(\) before it\..*#body_consumed/)
  })

  test('every answer is JSON that no cache keeps', async () => {
    const { receiver } = receiverWith()
    for (const delivery of [await deliver(), { ...(await deliver()), method: 'GET' }]) {
      const { headers } = await receiver.receive(delivery)
      expect(headers).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
      })
    }
  })
})

describe('the order of the steps', () => {
  test("a forger's JSON is never parsed", async () => {
    const parse = vi.spyOn(JSON, 'parse')
    const { receiver } = receiverWith()
    const forged = await deliver({ headers: { 'x-webhook-signature': '0'.repeat(64) } })
    await receiver.receive(forged)
    expect(parse).not.toHaveBeenCalled()
    parse.mockRestore()
  })

  test('a refused method or type leaves the body unread and frees the connection', async () => {
    const body = { read: vi.fn(), discard: vi.fn() }
    const { receiver } = receiverWith()
    await receiver.receive({ ...(await deliver()), method: 'PUT', body })
    await receiver.receive({ ...(await deliver({ headers: { 'content-type': 'text/plain' } })), body })
    expect(body.read).not.toHaveBeenCalled()
    expect(body.discard).toHaveBeenCalledTimes(2)
  })

  test('a forgery and an ignored event never reach the store', async () => {
    const claim = vi.fn()
    const { receiver } = receiverWith({ store: { ...unreachable, claim } })
    await receiver.receive(await deliver({ headers: { 'x-webhook-signature': '0'.repeat(64) } }))
    await receiver.receive(await deliver())
    expect(claim).not.toHaveBeenCalled()
  })
})

describe('onDelivery', () => {
  test('is told of a processed delivery, with all there is to say', async () => {
    const { receiver, reports } = receiverWith({ on: { [NAME]: () => {}, '*': () => {} } })
    const delivery = await deliver({ event_id: 'evt_1', sample: 'other' })
    const before = Date.now()
    const outcome = await receiver.receive(delivery)
    expect(reports).toEqual([
      {
        outcome,
        provider: 'jogg',
        receiver: 'jogg',
        delivery,
        rawBody: delivery.body,
        receivedAt: expect.any(Date),
        durationMs: expect.any(Number),
        eventName: NAME,
        identity: 'evt_1',
        event: JSON.parse(new TextDecoder().decode(delivery.body)),
        deviations: [],
        handlers: [
          { name: NAME, durationMs: expect.any(Number) },
          { name: '*', durationMs: expect.any(Number) },
        ],
      },
    ])
    expect(reports[0]?.receivedAt.getTime()).toBeGreaterThanOrEqual(before)
    expect(reports[0]?.durationMs).toBeGreaterThanOrEqual(0)
  })

  test('is told how long the delivery took, and no field of the event as the reason', async () => {
    vi.useFakeTimers()
    // The process is older than the delivery.
    await vi.advanceTimersByTimeAsync(60_000)
    const work = deferred()
    const { receiver, reports } = receiverWith({ on: { '*': () => work.promise } })
    const body = {
      event_id: 'evt_1',
      event: 'generated_image_failed',
      timestamp: 1,
      data: {},
      reason: 'theirs',
    }
    const delivery = await joggDelivery(body.event, { secret: SECRET, body: JSON.stringify(body) })
    const answer = receiver.receive(delivery)
    await vi.advanceTimersByTimeAsync(250)
    work.resolve()
    expect((await answer).kind).toBe('processed')
    expect(reports[0]?.durationMs).toBe(250)
    expect(reports[0]?.handlers).toEqual([{ name: '*', durationMs: 250 }])
    expect(reports[0]?.reason).toBeUndefined()
    vi.useRealTimers()
  })

  test('is told how long a handler took that failed', async () => {
    vi.useFakeTimers()
    await vi.advanceTimersByTimeAsync(60_000)
    const work = deferred()
    const { receiver, reports } = receiverWith({ on: { '*': () => work.promise } })
    const answer = receiver.receive(await joggDelivery('generated_image_failed', { secret: SECRET }))
    await vi.advanceTimersByTimeAsync(250)
    const error = new Error('boom')
    work.reject(error)
    expect((await answer).kind).toBe('failed')
    expect(reports[0]?.handlers).toEqual([{ name: '*', durationMs: 250, error }])
    vi.useRealTimers()
  })

  test('is told why a delivery was rejected, and nothing that was not verified', async () => {
    const { receiver, reports } = receiverWith()
    await receiver.receive(await deliver({ headers: { 'x-webhook-signature': '0'.repeat(64) } }))
    expect(reports).toHaveLength(1)
    expect(reports[0]).toMatchObject({ reason: 'signature_mismatch', handlers: [] })
    expect(reports[0]).not.toHaveProperty('event')
    expect(reports[0]).not.toHaveProperty('eventName')
    expect(reports[0]).not.toHaveProperty('identity')
  })

  test("is told the handler's error, the store's error, or the set-up's", async () => {
    const boom = new Error('boom')
    const failing = receiverWith({
      on: {
        [NAME]: () => {
          throw boom
        },
      },
    })
    await failing.receiver.receive(await deliver())
    expect(failing.reports[0]?.error).toBe(boom)
    expect(failing.reports[0]?.handlers).toEqual([
      { name: NAME, durationMs: expect.any(Number), error: boom },
    ])

    const cutOff = receiverWith({ store: unreachable, on: { '*': () => {} } })
    await cutOff.receiver.receive(await deliver())
    expect(cutOff.reports[0]?.error).toEqual(new Error('ECONNREFUSED'))

    const unset = testReceiver(jogg({ secret: '' }))
    await unset.receiver.receive(await deliver())
    expect(unset.reports[0]?.error).toMatchObject({ name: 'MisconfiguredError', code: 'secret_missing' })
  })

  test('is called exactly once for every kind of outcome', async () => {
    const work = deferred()
    const { receiver, reports } = receiverWith({
      deadlineMs: 20,
      on: { [NAME]: () => {}, generated_script_failed: () => Promise.reject(new Error('no')) },
    })
    receiver.on('generated_image_success', () => work.promise)
    const slow = await joggDelivery('generated_image_success', { secret: SECRET })
    const done = await deliver()
    const deliveries: Delivery[] = [
      done,
      done,
      slow,
      slow,
      await joggDelivery('generated_script_failed', { secret: SECRET }),
      await joggDelivery('generated_image_failed', { secret: SECRET }),
      await joggDelivery('generated_hologram', { secret: SECRET }),
      await deliver({ body: 'not JSON' }),
      await deliver({ headers: { 'x-webhook-signature': 'forged' } }),
      { ...done, method: 'GET' },
      { ...done, body: { consumed: 'It is gone.' } },
    ]
    const outcomes: Outcome[] = []
    for (const delivery of deliveries) outcomes.push(await receiver.receive(delivery))
    expect(reports.map((report) => report.outcome)).toEqual(outcomes)
    expect(reports.map((report) => report.delivery)).toEqual(deliveries)
    expect(reports.map((report) => report.handlers.length)).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    expect(outcomes.map((outcome) => outcome.kind)).toEqual([
      'processed',
      'duplicate',
      'late',
      'busy',
      'failed',
      'ignored',
      'unrecognized',
      'rejected',
      'rejected',
      'rejected',
      'misconfigured',
    ])
    work.resolve()
    await receiver.drain()
    expect(reports).toHaveLength(deliveries.length)
  })

  test.each([
    [
      'throws',
      () => {
        throw new Error('metrics are down')
      },
    ],
    ['rejects', () => Promise.reject(new Error('metrics are down'))],
    [
      'returns a foreign promise that rejects',
      // biome-ignore lint/suspicious/noThenProperty: promises of other libraries are objects like this
      () => ({ then: (_: unknown, no: (error: Error) => void) => no(new Error('metrics are down')) }),
    ],
  ])('does not change the answer if it %s; the log says so', async (_, onDelivery) => {
    const { receiver, log } = receiverWith({ onDelivery, on: { [NAME]: () => {} } })
    expect((await receiver.receive(await deliver())).kind).toBe('processed')
    await receiver.drain()
    expect(log.lines).toContainEqual({
      level: 'error',
      fields: { provider: 'jogg', err: new Error('metrics are down') },
      message: 'onDelivery failed. The answer is not affected.',
    })
  })
})

test('a receiver says in its log that it remembers in memory, unless it is given a store', () => {
  expect(receiverWith().log.lines).toEqual([
    {
      level: 'info',
      fields: { provider: 'jogg', code: 'memory_store' },
      message: expect.stringMatching(/^Events are remembered in memory: .*#memory_store$/),
    },
  ])
  expect(receiverWith({ store: memoryStore() }).log.lines).toEqual([])
})

describe('drain', () => {
  test('waits for an onDelivery that takes its time, and so does the platform', async () => {
    const written = deferred()
    const waitUntil = vi.fn()
    const { receiver } = receiverWith({ onDelivery: () => written.promise, on: { [NAME]: () => {} } })
    expect((await receiver.receive(await deliver(), { waitUntil })).kind).toBe('processed')
    expect(waitUntil).toHaveBeenCalledTimes(1) // the report: the handler was not to be waited for
    expect(await receiver.drain({ timeoutMs: 10 })).toBe(false)
    written.resolve()
    expect(await receiver.drain()).toBe(true)
  })

  test('waits for a delivery that is still on its way to its handlers', async () => {
    const work = deferred()
    const handler = vi.fn(() => work.promise)
    const { receiver } = receiverWith({ on: { [NAME]: handler } })
    const order: string[] = []
    const delivery = await deliver()
    void receiver.receive(delivery).then(() => order.push('answered'))
    const drained = receiver.drain().then(() => order.push('drained'))
    await vi.waitFor(() => expect(handler).toHaveBeenCalled())
    work.resolve()
    await drained
    expect(order).toEqual(['answered', 'drained'])
  })

  test('waits for a delivery without keeping it from going on', async () => {
    const { receiver } = receiverWith({
      on: { [NAME]: () => new Promise((resolve) => setTimeout(resolve, 10)) },
    })
    const answer = receiver.receive(await deliver())
    expect(await receiver.drain()).toBe(true)
    expect((await answer).kind).toBe('processed')
  })

  test('waits for handlers that outlast their answer', async () => {
    const work = deferred()
    const store: MemoryStore = memoryStore()
    const { receiver } = receiverWith({ store, deadlineMs: 10, on: { [NAME]: () => work.promise } })
    const delivery = await deliver()
    expect((await receiver.receive(delivery)).kind).toBe('late')
    const drained = receiver.drain()
    work.resolve()
    expect(await drained).toBe(true)
    expect((await receiver.receive(delivery)).kind).toBe('duplicate')
  })

  test('says false if something still runs after its own limit', async () => {
    const work = deferred()
    const { receiver } = receiverWith({ deadlineMs: 10, on: { [NAME]: () => work.promise } })
    await receiver.receive(await deliver())
    expect(await receiver.drain({ timeoutMs: 10 })).toBe(false)
    work.resolve()
    expect(await receiver.drain({ timeoutMs: 1_000 })).toBe(true)
  })

  test('waits for ever if it is told to', async () => {
    const work = deferred()
    const { receiver } = receiverWith({ deadlineMs: 10, on: { [NAME]: () => work.promise } })
    await receiver.receive(await deliver())
    const drained = receiver.drain({ timeoutMs: Number.POSITIVE_INFINITY })
    setTimeout(() => work.resolve(), 20)
    expect(await drained).toBe(true)
  })

  test.each<[string, Pick<ReceiverOptions<JoggEvents>, 'on' | 'onDelivery'>]>([
    [
      'Work given to waitUntil() for a jogg event',
      { on: { [NAME]: (_, context) => context.waitUntil(new Promise(() => {})) } },
    ],
    ['onDelivery', { on: { [NAME]: () => {} }, onDelivery: () => new Promise(() => {}) }],
  ])(
    'waits for work that never settles until maxRunMs, and so does the platform: %s',
    async (what, options) => {
      vi.useFakeTimers()
      const { receiver, log } = receiverWith({ ...options, maxRunMs: 60_000 })
      const ended: string[] = []
      const platform = { waitUntil: (work: Promise<unknown>) => void work.then(() => ended.push('platform')) }
      expect((await receiver.receive(await deliver({ event_id: 'evt_1' }), platform)).kind).toBe('processed')
      void receiver.drain().then((drained) => ended.push(`drain: ${drained}`))
      await vi.advanceTimersByTimeAsync(59_999)
      expect(ended).toEqual([])
      await vi.advanceTimersByTimeAsync(1)
      expect(ended.sort()).toEqual(['drain: true', 'platform'])
      expect(log.lines.filter(({ level }) => level === 'error')).toEqual([
        {
          level: 'error',
          fields: expect.objectContaining({ provider: 'jogg', event: NAME, identity: 'evt_1' }),
          message: `${what} did not settle within 60000 ms. It is no longer waited for.`,
        },
      ])
      expect(vi.getTimerCount()).toBe(0)
      vi.useRealTimers()
    },
  )

  test('has nothing to wait for when nothing runs', async () => {
    const { receiver } = receiverWith({ on: { [NAME]: () => {} } })
    expect(await receiver.drain()).toBe(true)
    await receiver.receive(await deliver())
    expect(await receiver.drain()).toBe(true)
  })
})

test('what was waited for in vain, or not for long, leaves no timer behind', async () => {
  vi.useFakeTimers()
  const secret = async () => SECRET
  const { receiver } = testReceiver(jogg({ secret }), { on: { [NAME]: async () => {} } })
  expect((await receiver.receive(await deliver())).kind).toBe('processed')
  expect(await receiver.drain({ timeoutMs: 60_000 })).toBe(true)
  receiver.on(NAME, (_, context) => context.waitUntil(Promise.reject(new Error('boom'))))
  expect((await receiver.receive(await deliver())).kind).toBe('processed')
  expect(await receiver.drain()).toBe(true)
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

describe('whatever a user gets wrong', () => {
  test('a logger that throws changes no answer', async () => {
    const fail = () => {
      throw new Error('the log is full')
    }
    const log = { debug: fail, info: fail, warn: fail, error: fail }
    const onDelivery = () => Promise.reject(new Error('and so are the metrics'))
    const { receiver } = receiverWith({ log, onDelivery, on: { [NAME]: () => {} } })
    expect((await receiver.receive(await deliver())).kind).toBe('processed')
    expect((await receiver.receive(await deliver({ body: 'not JSON' }))).kind).toBe('rejected')
    await receiver.drain()
  })

  test('a secret that never arrives ends at the deadline, not never', async () => {
    const { receiver, log } = testReceiver(jogg({ secret: () => new Promise<string>(() => {}) }), {
      deadlineMs: 20,
    })
    const outcome = await receiver.receive(await deliver())
    expect(outcome).toMatchObject({ kind: 'misconfigured', status: 500, code: 'provider_failed' })
    expect(log.messages('error')).toEqual([
      expect.stringMatching(
        /Does the function that returns the secret hang, or a schema\?.*#provider_failed$/,
      ),
    ])
  })

  test('a body that arrives after the deadline does not make the secret late', async () => {
    const secret = () => new Promise<string>((resolve) => setTimeout(() => resolve(SECRET), 10))
    const { receiver } = testReceiver(jogg({ secret }), { deadlineMs: 50 })
    const { body, ...delivery } = await deliver()
    const slow = new ReadableStream<Uint8Array>({
      start(controller) {
        setTimeout(() => {
          controller.enqueue(body)
          controller.close()
        }, 60)
      },
    })
    expect((await receiver.receive({ ...delivery, body: webBody(slow) })).kind).toBe('ignored')
  })
})
