import { describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  type Context,
  createReceiver,
  defineProvider,
  hoox,
  jogg,
  type ReceiverOptions,
  signCallbackUrl,
} from '../index.js'
import type { JoggEvents } from '../providers/jogg/events.js'
import { hooxDelivery, joggDelivery } from '../testing/index.js'
import { deferred, SECRET, testReceiver } from '../testing/test-receiver.js'
import { GiveUpError, handleEntry, type InboxEntry, memoryInbox } from './index.js'

const NAME = 'generated_avatar_video_success'

/** The entry of a delivery, and a worker's receiver for it. */
async function entryFor(options: object = {}): Promise<InboxEntry> {
  const inbox = memoryInbox()
  const { receiver } = testReceiver(jogg({ secret: SECRET }), { inbox })
  await receiver.receive(await joggDelivery(NAME, { secret: SECRET, event_id: 'evt_1', ...options }))
  const [entry] = inbox.waiting
  if (!entry) throw new Error('Nothing was put.')
  return entry
}

const workerWith = (options: ReceiverOptions<JoggEvents>) =>
  testReceiver(jogg({ secret: undefined }), options)

describe('a worker', () => {
  test('runs the handlers with the event and a context as in the request', async () => {
    const handler = vi.fn()
    const { receiver } = workerWith({ on: { [NAME]: handler } })
    const delivery = await joggDelivery(NAME, { secret: SECRET, data: { video_id: 'v1' } })
    const entry = await entryFor({ body: delivery.body })
    expect(await handleEntry(receiver, entry)).toMatchObject({
      state: 'processed',
      eventName: NAME,
      runs: [{ id: NAME, name: NAME, durationMs: expect.any(Number) }],
      succeeded: [NAME],
    })
    const [event, context]: [{ data: object }, Context] = handler.mock.calls[0] as never
    expect(event.data).toMatchObject({ video_id: 'v1' })
    expect(context).toMatchObject({ provider: 'jogg', eventName: NAME, attempt: 1 })
    expect(context.receivedAt).toEqual(new Date(entry.receivedAt))
    expect(Buffer.compare(context.rawBody, delivery.body)).toBe(0)
    expect(context.headers.get('Content-Type')).toBe('application/json')
  })

  test('hands over the callback of the URL, and the identity with its scope', async () => {
    const inbox = memoryInbox()
    const provider = () => hoox({ callbackSecret: SECRET })
    const web = createReceiver(provider(), { inbox, log: false })
    const url = await signCallbackUrl('https://example.com/hooks', {
      secret: SECRET,
      context: { userId: '42' },
    })
    await web.receive(await hooxDelivery('video_export.completed', { url }))
    const seen = vi.fn()
    const worker = createReceiver(provider(), { log: false, on: { '*': (_, context) => seen(context) } })
    await inbox.work([worker])
    const [context] = seen.mock.calls[0] as [Context]
    expect(context.callback).toEqual({ userId: '42' })
    expect(context.identity).toMatch(/^video_export:.+@/)
  })

  test('ignores an event that nobody listens for', async () => {
    const { receiver } = workerWith({ on: { generated_script_failed: () => {} } })
    expect(await handleEntry(receiver, await entryFor())).toMatchObject({ state: 'ignored', runs: [] })
  })

  test('gives an unknown event up, or to onUnrecognized', async () => {
    const entry = await entryFor({
      body: '{"event":"brand_new","event_id":"e"}',
      headers: { 'x-webhook-event': 'brand_new' },
    })
    const { receiver, log } = workerWith({})
    const result = await handleEntry(receiver, entry)
    expect(result.state).toBe('dead')
    expect(result.error).toBeInstanceOf(GiveUpError)
    expect(log.lines.at(-1)).toMatchObject({ level: 'error', fields: { code: 'entry_failed' } })

    const onUnrecognized = vi.fn()
    expect(await handleEntry(workerWith({ onUnrecognized }).receiver, entry)).toMatchObject({
      state: 'processed',
      succeeded: ['onUnrecognized'],
    })
    expect(onUnrecognized.mock.calls[0]?.[0]).toMatchObject({ name: 'brand_new' })
  })

  test('knows by its own schemas what a web process of an older version did not', async () => {
    const provider = (events: object) =>
      defineProvider({
        name: 'acme',
        timeoutMs: 5_000,
        events: events as Record<string, never>,
        authenticate: () => ({ ok: true }),
        identify: () => ({ kind: 'identified', name: 'order.paid', identity: 'order-7' }),
      })
    const inbox = memoryInbox()
    const headers = { 'content-type': 'application/json' }
    await createReceiver(provider({}), { inbox, log: false }).receive({
      method: 'POST',
      url: '/',
      headers,
      body: '{}',
    })
    const schema = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } }
    const handler = vi.fn()
    const worker = createReceiver(provider({ 'order.paid': schema }), {
      log: false,
      on: { 'order.paid': handler } as never,
    })
    expect(await inbox.work([worker])).toMatchObject([{ state: 'processed', identity: 'order-7' }])
    expect(handler).toHaveBeenCalledTimes(1)
  })

  test('refuses an entry of another version, and a receiver of another make', async () => {
    const { receiver } = workerWith({})
    const entry = { ...(await entryFor()), version: 2 } as never
    await expect(handleEntry(receiver, entry)).rejects.toThrow('its version is 2, not 1')
    expect(() => handleEntry({ name: 'jogg' }, entry)).toThrow(
      'needs a receiver that createReceiver() has made',
    )
  })

  test('is waited for by drain()', async () => {
    const work = deferred()
    const { receiver } = workerWith({ on: { [NAME]: () => work.promise } })
    const handled = handleEntry(receiver, await entryFor())
    expect(await receiver.drain({ timeoutMs: 1 })).toBe(false)
    work.resolve()
    expect(await receiver.drain()).toBe(true)
    expect((await handled).state).toBe('processed')
  })
})

test('an onSettled that never settles does not keep the worker', async () => {
  const { receiver, log } = workerWith({
    on: { [NAME]: () => {} },
    maxRunMs: 20,
    onSettled: () => new Promise(() => {}),
  })
  // The worker's connections keep its process alive. This is in their place.
  const connection = setInterval(() => {}, 1_000)
  onTestFinished(() => clearInterval(connection))
  expect(await handleEntry(receiver, await entryFor())).toMatchObject({ state: 'processed' })
  expect(log.messages('error').at(-1)).toBe(
    'onSettled did not settle within 20 ms. It is no longer waited for.',
  )
})

describe('of several handlers', () => {
  test('only those that failed run again', async () => {
    const sound = vi.fn()
    const failing = vi.fn().mockRejectedValueOnce(new Error('not yet'))
    const { receiver } = workerWith({ on: { '*': sound } })
    receiver.on(NAME, failing).on(NAME, sound)
    const entry = await entryFor()
    const first = await handleEntry(receiver, entry)
    expect(first).toMatchObject({
      state: 'failed',
      succeeded: [`${NAME}#2`, '*'],
      error: new Error('not yet'),
    })
    const second = await handleEntry(receiver, entry, { number: 2, succeeded: first.succeeded })
    expect(second).toMatchObject({ state: 'processed', runs: [{ id: NAME }] })
    expect(new Set(second.succeeded)).toEqual(new Set([NAME, `${NAME}#2`, '*']))
    expect([sound.mock.calls.length, failing.mock.calls.length]).toEqual([2, 2])
    expect(failing.mock.calls[1]?.[1]).toMatchObject({ attempt: 2 })
  })

  test('one that was given another name since runs', async () => {
    const handler = vi.fn()
    const { receiver } = workerWith({ on: { [NAME]: handler } })
    await handleEntry(receiver, await entryFor(), { number: 2, succeeded: ['*'] })
    expect(handler).toHaveBeenCalledTimes(1)
  })

  test('one that gives up ends the entry, with its error', async () => {
    const { receiver, log } = workerWith({
      on: {
        '*': () => {
          throw new Error('also failed')
        },
        [NAME]: () => {
          throw Object.assign(new Error('There is no such video.'), { name: 'GiveUpError' })
        },
      },
    })
    const result = await handleEntry(receiver, await entryFor())
    expect(result).toMatchObject({ state: 'dead', error: new GiveUpError('There is no such video.') })
    expect(log.lines.at(-1)).toMatchObject({
      level: 'error',
      message: expect.stringMatching(/failed in .*, \*\. It is not tried again\. See .*#entry_failed$/),
      fields: { code: 'entry_failed', identity: 'evt_1', attempt: 1 },
    })
  })
})

describe('waitUntil in a worker', () => {
  test('is waited for', async () => {
    const work = deferred()
    const later = vi.fn()
    const { receiver } = workerWith({
      on: {
        [NAME]: (_, { waitUntil }) => {
          waitUntil(work.promise.then(() => waitUntil(Promise.resolve().then(later))))
        },
      },
    })
    const handled = handleEntry(receiver, await entryFor())
    work.resolve()
    expect((await handled).state).toBe('processed')
    expect(later).toHaveBeenCalledTimes(1)
  })

  test('fails the handler that it is from, if it fails', async () => {
    const error = new Error('upload failed')
    const { receiver } = workerWith({
      on: { [NAME]: (_, context) => context.waitUntil(Promise.reject(error)), '*': () => {} },
    })
    expect(await handleEntry(receiver, await entryFor())).toMatchObject({
      state: 'failed',
      error,
      succeeded: ['*'],
    })
  })
})

describe('the signal', () => {
  const reasonOf = (signal: AbortSignal) =>
    new Promise((_, reject) => {
      if (signal.aborted) reject(signal.reason)
      signal.addEventListener('abort', () => reject(signal.reason))
    })

  test('aborts when the worker says so', async () => {
    const controller = new AbortController()
    const { receiver } = workerWith({ on: { [NAME]: (_, { signal }) => reasonOf(signal) } })
    const handled = handleEntry(receiver, await entryFor(), { signal: controller.signal })
    controller.abort(new Error('The worker shuts down.'))
    expect(await handled).toMatchObject({ state: 'failed', error: new Error('The worker shuts down.') })
  })

  test('aborts when a handler has run for maxRunMs, which fails the attempt', async () => {
    const seen: unknown[] = []
    const { receiver } = workerWith({
      maxRunMs: 20,
      on: {
        [NAME]: (_, { signal }) =>
          reasonOf(signal)
            .catch((reason) => seen.push(reason))
            .then(() => new Promise(() => {})),
      },
    })
    const result = await handleEntry(receiver, await entryFor())
    expect(result).toMatchObject({
      state: 'failed',
      error: new Error('The handler did not settle within 20 ms (maxRunMs).'),
    })
    expect(seen).toEqual([result.error])
  })
})

test('a GiveUpError of another copy of the package is one', () => {
  class OtherCopy extends Error {
    override readonly name = 'GiveUpError'
  }
  expect(new OtherCopy()).toBeInstanceOf(GiveUpError)
  expect(new Error('x')).not.toBeInstanceOf(GiveUpError)
})
