import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Context, hoox, jogg, type Logger, memoryStore, type ReceiverOptions } from '../index.js'
import type { JoggEvents } from '../providers/jogg/events.js'
import { hooxDelivery, joggDelivery } from '../testing/index.js'
import { deferred, SECRET, testReceiver } from '../testing/test-receiver.js'

const NAME = 'generated_motion_success'
const deliver = (options = {}) => joggDelivery(NAME, { secret: SECRET, event_id: 'evt_1', ...options })

afterEach(() => {
  vi.useRealTimers()
})

/** A receiver whose one handler runs `use` with its context. */
function receiverOf(use: (context: Context) => unknown, options: ReceiverOptions<JoggEvents> = {}) {
  return testReceiver(jogg({ secret: SECRET }), { ...options, on: { [NAME]: (_, context) => use(context) } })
}

async function contextOf(options: ReceiverOptions<JoggEvents> = {}): Promise<Context> {
  const { promise, resolve } = deferred<Context>()
  await receiverOf(resolve, options).receiver.receive(await deliver())
  return promise
}

test('a handler is told what the event is and how it came', async () => {
  const before = Date.now()
  const delivery = await deliver()
  const { promise, resolve } = deferred<Context>()
  await receiverOf(resolve).receiver.receive(delivery)
  const context = await promise
  expect(context).toMatchObject({ provider: 'jogg', eventName: NAME, identity: 'evt_1', callback: undefined })
  expect(context.receivedAt.getTime()).toBeGreaterThanOrEqual(before)
  expect(context.receivedAt.getTime()).toBeLessThanOrEqual(Date.now())
  expect(context.rawBody).toEqual(delivery.body)
  expect(context.headers.get('User-Agent')).toBe('JoggAI-Webhook/2.0')
  expect(context.headers.get('user-agent')).toBe('JoggAI-Webhook/2.0')
  expect(context.headers.has('X-WEBHOOK-EVENT')).toBe(true)
  expect(context.headers.get('x-missing')).toBeUndefined()
  expect(Object.fromEntries(context.headers)).toEqual(delivery.headers)
})

describe('context.log', () => {
  test('is a child of a pino-shaped logger, bound to the event', async () => {
    const info = vi.fn()
    const child = vi.fn(() => ({ ...silent, info }))
    const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }
    const context = await contextOf({ log: { ...silent, child } })
    expect(child).not.toHaveBeenCalled()
    context.log.info({ size: 3 }, 'saved')
    context.log.info('done')
    expect(child.mock.calls).toEqual([[{ provider: 'jogg', event: NAME, identity: 'evt_1' }]])
    expect(info.mock.calls).toEqual([[{ size: 3 }, 'saved'], ['done']])
  })

  test.each<[string, unknown, string | undefined, unknown, string | undefined]>([
    ['fields and a message', { size: 3 }, 'saved', { size: 3 }, 'saved'],
    ['a message alone', 'saved', undefined, {}, 'saved'],
    ['an error alone', new Error('boom'), undefined, { err: new Error('boom') }, 'boom'],
    ['an error and a message', new Error('boom'), 'not saved', { err: new Error('boom') }, 'not saved'],
    ['a list', [1, 2], undefined, { value: [1, 2] }, undefined],
    ['a field of the same name as a bound one', { event: 'mine' }, 'm', { event: 'mine' }, 'm'],
  ])('binds a logger without child(), such as console: %s', async (_, fields, message, logged, text) => {
    const info = vi.fn()
    const context = await contextOf({ log: { debug() {}, info, warn() {}, error() {} } })
    info.mockClear()
    context.log.info(fields, message)
    const bound = { provider: 'jogg', event: NAME, identity: 'evt_1' }
    const facts = { ...bound, ...(logged as object) }
    expect(info.mock.calls).toEqual([text === undefined ? [facts] : [facts, text]])
  })

  test('keeps the logger that it calls a method on: this is what it was', async () => {
    class Classic implements Logger {
      readonly lines: unknown[] = []
      debug() {}
      info(_fields: unknown, message?: string) {
        this.lines.push(message)
      }
      warn() {}
      error() {}
    }
    const log = new Classic()
    const context = await contextOf({ log })
    context.log.info({}, 'from the handler')
    expect(log.lines).toContain('from the handler')
  })
})

describe('context.signal', () => {
  test('does not abort while there is time, nor after success', async () => {
    const { signal } = await contextOf()
    expect(signal.aborted).toBe(false)
  })

  test('aborts at the deadline, before the provider gives up', async () => {
    vi.useFakeTimers()
    const aborted = deferred<unknown>()
    const work = deferred()
    const { receiver } = receiverOf((context) => {
      context.signal.addEventListener('abort', () => aborted.resolve(context.signal.reason))
      return work.promise
    })
    const answer = receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(3_999)
    let settled = false
    void answer.then(() => {
      settled = true
    })
    await vi.advanceTimersByTimeAsync(0)
    expect(settled).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect((await answer).kind).toBe('late')
    expect(await aborted.promise).toMatchObject({
      name: 'TimeoutError',
      message: 'The deadline passed.',
    })
    work.resolve()
    await receiver.drain()
  })

  test('is aborted already if a handler asks for it after the deadline', async () => {
    vi.useFakeTimers()
    const work = deferred()
    const asked = deferred<AbortSignal>()
    const { receiver } = receiverOf(async (context) => {
      await work.promise
      asked.resolve(context.signal)
    })
    const answer = receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(4_000)
    await answer
    work.resolve()
    expect((await asked.promise).aborted).toBe(true)
    await receiver.drain()
  })

  test('aborts when the lease is lost to another worker', async () => {
    vi.useFakeTimers()
    const store = memoryStore()
    const work = deferred()
    const signal = deferred<AbortSignal>()
    const provider = hoox({ callbackSecret: 's' })
    const { receiver, log } = testReceiver(provider, {
      store: { ...store, renew: async () => false, complete: async () => false },
      on: {
        video_export: (_, context) => {
          signal.resolve(context.signal)
          return work.promise
        },
      },
    })
    const answer = receiver.receive(await hooxDelivery('video_export.failed', { callbackSecret: 's' }))
    expect((await signal.promise).aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(5_000 / 3)
    expect((await signal.promise).reason).toMatchObject({
      name: 'AbortError',
      message: 'The lease was lost.',
    })
    expect(log.messages('warn').join()).toContain('The lease was lost while handlers ran')
    work.resolve()
    expect(await answer).toMatchObject({ kind: 'busy', status: 503, code: 'lease_lost' })
  })
})

describe('context.waitUntil', () => {
  test('lets work outlast the answer: the event is done at once', async () => {
    const work = deferred()
    const { receiver } = receiverOf((context) => context.waitUntil(work.promise))
    const delivery = await deliver()
    expect((await receiver.receive(delivery)).kind).toBe('processed')
    expect((await receiver.receive(delivery)).kind).toBe('duplicate')
    expect(await receiver.drain({ timeoutMs: 10 })).toBe(false)
    work.resolve()
    expect(await receiver.drain()).toBe(true)
  })

  test('logs a failure, which nobody tries again', async () => {
    const boom = new Error('boom')
    const { receiver, log } = receiverOf((context) => context.waitUntil(Promise.reject(boom)))
    expect((await receiver.receive(await deliver())).kind).toBe('processed')
    await receiver.drain()
    const fields = {
      provider: 'jogg',
      event: NAME,
      identity: 'evt_1',
      durationMs: expect.any(Number),
      err: boom,
    }
    const message = 'Work given to waitUntil() for a jogg event failed. Nobody will try it again.'
    expect(log.lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([
      { level: 'error', fields, message },
    ])
  })

  test('works without its context, and with what is no promise', async () => {
    const { receiver } = receiverOf(({ waitUntil }) => waitUntil('no promise' as unknown as Promise<void>))
    expect((await receiver.receive(await deliver())).kind).toBe('processed')
    expect(await receiver.drain()).toBe(true)
  })

  test('hands the work to the platform, as a method of it, guarded', async () => {
    const taken: Promise<unknown>[] = []
    const platform = {
      taken,
      waitUntil(work: Promise<unknown>) {
        this.taken.push(work)
      },
    }
    const { receiver } = receiverOf(async (context) => context.waitUntil(Promise.reject(new Error('boom'))))
    await receiver.receive(await deliver(), platform)
    expect(taken).toHaveLength(1) // what the handler leaves behind; it has settled itself
    await expect(Promise.all(taken)).resolves.toBeDefined()
  })

  test('survives a platform that refuses', async () => {
    const { receiver, log } = receiverOf((context) => context.waitUntil(Promise.resolve()))
    const platform = {
      waitUntil() {
        throw new Error('outside of a request')
      },
    }
    expect((await receiver.receive(await deliver(), platform)).kind).toBe('processed')
    const refused = {
      level: 'warn',
      fields: { err: new Error('outside of a request') },
      message: 'The platform did not take work that outlasts the answer.',
    }
    expect(log.lines.filter(({ level }) => level === 'warn')).toEqual([refused])
  })
})

test('the platform keeps handlers alive from their start, whoever goes away, until they have settled', async () => {
  const work = deferred()
  const waitUntil = vi.fn()
  const { receiver } = receiverOf(() => work.promise, { deadlineMs: 10 })
  const answer = receiver.receive(await deliver(), { waitUntil })
  await vi.waitFor(() => expect(waitUntil).toHaveBeenCalledTimes(1))
  expect((await answer).kind).toBe('late')
  expect(waitUntil).toHaveBeenCalledTimes(1)
  work.resolve()
  await waitUntil.mock.calls[0]?.[0]
  expect((await receiver.receive(await deliver(), { waitUntil })).kind).toBe('duplicate')
  expect(waitUntil).toHaveBeenCalledTimes(1)
})
