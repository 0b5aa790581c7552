import { describe, expect, test, vi } from 'vitest'
import {
  createReceiver,
  defineProvider,
  hoox,
  type Inbox,
  jogg,
  memoryStore,
  type ReceiverOptions,
  signCallbackUrl,
} from '../index.js'
import type { JoggEvents } from '../providers/jogg/events.js'
import { hooxDelivery, joggDelivery } from '../testing/index.js'
import { deferred, SECRET, testReceiver } from '../testing/test-receiver.js'
import { memoryInbox } from './index.js'

const NAME = 'generated_avatar_video_success'
const deliver = (options = {}) => joggDelivery(NAME, { secret: SECRET, ...options })
const receiverWith = (options: ReceiverOptions<JoggEvents>) => testReceiver(jogg({ secret: SECRET }), options)
const failing = (error: unknown): Inbox => ({ put: () => Promise.reject(error) })

describe('with an inbox, an authentic delivery', () => {
  test('is answered queued, and no handler runs', async () => {
    const inbox = memoryInbox()
    const handler = vi.fn()
    const { receiver, reports } = receiverWith({ inbox, on: { [NAME]: handler } })
    const outcome = await receiver.receive(await deliver({ event_id: 'evt_1' }))
    expect(outcome).toMatchObject({ kind: 'queued', status: 200, body: '{"outcome":"queued"}' })
    expect(handler).not.toHaveBeenCalled()
    expect(inbox.waiting).toMatchObject([
      {
        version: 1,
        key: 'jogg:evt_1',
        receiver: 'jogg',
        provider: 'jogg',
        eventName: NAME,
        identity: 'evt_1',
      },
    ])
    expect(reports).toMatchObject([{ eventName: NAME, identity: 'evt_1', handlers: [] }])
  })

  test('is a duplicate if the inbox was given its event before', async () => {
    const { receiver } = receiverWith({ inbox: memoryInbox() })
    const delivery = await deliver()
    expect((await receiver.receive(delivery)).kind).toBe('queued')
    expect(await receiver.receive(delivery)).toMatchObject({ kind: 'duplicate', status: 200 })
  })

  test('is kept for retentionMs', async () => {
    const put = vi.fn(async () => 'queued' as const)
    await receiverWith({ inbox: { put }, retentionMs: 1234 }).receiver.receive(await deliver())
    await receiverWith({ inbox: { put } }).receiver.receive(await deliver())
    expect(put.mock.calls.map((call: unknown[]) => call[1])).toEqual([1234, 7 * 24 * 60 * 60 * 1000])
  })

  test('is queued as well if nobody listens for it', async () => {
    const inbox = memoryInbox()
    const { receiver } = receiverWith({ inbox })
    expect((await receiver.receive(await deliver())).kind).toBe('queued')
    expect(inbox.waiting).toHaveLength(1)
  })

  test.each([
    ['a new name', '{"event":"brand_new","event_id":"evt_9","timestamp":1}', 'brand_new'],
    ['no name', '{"hello":"world"}', null],
    ['no identity', `{"event":"${NAME}","timestamp":1}`, NAME],
  ])('is queued as well with %s, under the hash of its body', async (_, body, eventName) => {
    const inbox = memoryInbox()
    const { receiver } = receiverWith({ inbox, on: { '*': () => {} } })
    expect(
      (await receiver.receive(await deliver({ body, headers: { 'x-webhook-event': eventName ?? '' } }))).kind,
    ).toBe('queued')
    expect(inbox.waiting).toMatchObject([
      { eventName, identity: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
    ])
  })

  test('is queued as well if its schema fails here: the worker may have another one', async () => {
    const validate = () => {
      throw new Error('This schema is broken.')
    }
    const acme = defineProvider({
      name: 'acme',
      timeoutMs: 5_000,
      events: { paid: { '~standard': { version: 1, vendor: 'test', validate } } },
      authenticate: () => ({ ok: true }),
      identify: () => ({ kind: 'identified', name: 'paid', identity: 'order-7' }),
    })
    const inbox = memoryInbox()
    const headers = { 'content-type': 'application/json' }
    const { receiver } = testReceiver(acme, { inbox })
    expect((await receiver.receive({ method: 'POST', url: '/', headers, body: '{}' })).kind).toBe('queued')
    expect(inbox.waiting).toMatchObject([{ key: 'acme:order-7', eventName: 'paid' }])
  })

  test("goes by the receiver's name, which its worker has as well", async () => {
    const inbox = memoryInbox()
    await receiverWith({ inbox, name: 'billing' }).receiver.receive(await deliver({ event_id: 'evt_1' }))
    expect(inbox.waiting).toMatchObject([{ receiver: 'billing', provider: 'jogg', key: 'billing:evt_1' }])
  })

  test('hands over what its callback URL was proven to say', async () => {
    const inbox = memoryInbox()
    const receiver = createReceiver(hoox({ callbackSecret: SECRET }), { inbox, log: false })
    const context = { userId: '42' }
    const url = await signCallbackUrl('https://example.com/hooks?tenant=7', { secret: SECRET, context })
    expect((await receiver.receive(await hooxDelivery('video_export.completed', { url }))).kind).toBe(
      'queued',
    )
    expect(inbox.waiting).toMatchObject([
      { path: '/hooks', callback: '{"userId":"42"}', scope: expect.stringMatching(/^[0-9a-f]{32}$/) },
    ])
  })
})

test.each([
  ['forged', { headers: { 'x-webhook-signature': 'ab'.repeat(32) } }, 401],
  ['no JSON', { body: '{' }, 400],
  ['contradicted by its header', { headers: { 'x-webhook-event': 'generated_image_failed' } }, 400],
])('a delivery that is %s is refused, and not put', async (_, options, status) => {
  const inbox = memoryInbox()
  const { receiver } = receiverWith({ inbox })
  expect((await receiver.receive(await deliver(options))).status).toBe(status)
  expect(inbox.waiting).toEqual([])
})

describe('an inbox that cannot tell', () => {
  test.each<[string, Inbox]>([
    ['rejects', failing(new Error('ECONNREFUSED'))],
    [
      'throws',
      {
        put: () => {
          throw new Error('ECONNREFUSED')
        },
      },
    ],
    ['answers something else', { put: async () => 'ok' as never }],
  ])('has the sender try again if it %s', async (_, inbox) => {
    const { receiver, log, reports } = receiverWith({ inbox })
    const outcome = await receiver.receive(await deliver())
    expect(outcome).toMatchObject({ kind: 'unavailable', status: 503, code: 'inbox_unavailable' })
    expect(outcome.headers['retry-after']).toBe('3')
    expect(reports[0]?.error).toBeInstanceOf(Error)
    expect(log.messages('error').at(-1)).toMatch(/^The inbox is unavailable.*#inbox_unavailable$/)
  })

  test('has storeTimeoutMs, and may fail later without harm', async () => {
    const late = deferred<'queued'>()
    const { receiver, reports } = receiverWith({ inbox: { put: () => late.promise }, storeTimeoutMs: 20 })
    expect(await receiver.receive(await deliver())).toMatchObject({ status: 503, code: 'inbox_unavailable' })
    expect(reports[0]?.error).toEqual(new Error('The inbox did not take the event within 20 ms.'))
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    late.reject(new Error('too late'))
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })
})

describe('the options', () => {
  test('refuse a store beside an inbox, and name the fix', () => {
    expect(() => receiverWith({ inbox: memoryInbox(), store: memoryStore() })).toThrow(
      new TypeError('Leave the store out: an inbox remembers its events.'),
    )
  })

  test('need no word about a memory store', () => {
    expect(receiverWith({ inbox: memoryInbox() }).log.messages('info')).toEqual([])
  })

  test('warn of two receivers of one name, whose worker could only be one of them', () => {
    const inbox = memoryInbox()
    receiverWith({ inbox })
    expect(receiverWith({ inbox }).log.lines).toMatchObject([{ fields: { code: 'receiver_name_taken' } }])
  })
})
