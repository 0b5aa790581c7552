import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Context, jogg, memoryStore, type ReceiverOptions, type SettledReport } from '../index.js'
import { joggDelivery } from '../testing/index.js'
import { deferred, SECRET, testReceiver } from '../testing/test-receiver.js'

const NAME = 'generated_script_success'
const deliver = () => joggDelivery(NAME, { secret: SECRET, event_id: 'evt_1' })
const about = { provider: 'jogg', receiver: 'billing', eventName: NAME, identity: 'evt_1' }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A receiver that keeps what `onSettled` was given. */
function receiverOf(handler: (context: Context) => unknown, options: ReceiverOptions<never> = {}) {
  const settled: SettledReport[] = []
  const parts = testReceiver(jogg({ secret: SECRET }), {
    name: 'billing',
    maxRunMs: 60_000,
    onSettled: (report) => settled.push(report),
    ...options,
    on: { [NAME]: (_event: unknown, context: Context) => handler(context) },
  })
  return { ...parts, settled }
}

/** Receives an event whose handler is still running at the deadline, 4 s after it came. */
async function receiveLate(parts: ReturnType<typeof receiverOf>) {
  const answered = parts.receiver.receive(await deliver())
  await vi.advanceTimersByTimeAsync(4_000)
  expect((await answered).kind).toBe('late')
}

describe('onSettled is told of a late handler', () => {
  test('that succeeds', async () => {
    const work = deferred()
    const parts = receiverOf(() => work.promise)
    await receiveLate(parts)
    expect(parts.settled).toEqual([])
    await vi.advanceTimersByTimeAsync(1_000)
    work.resolve()
    await parts.receiver.drain()
    expect(parts.settled).toEqual([
      {
        ...about,
        kind: 'handlers',
        state: 'succeeded',
        receivedAt: expect.any(Date),
        durationMs: expect.closeTo(5_000, -2),
        handlers: [{ name: NAME, durationMs: expect.any(Number) }],
      },
    ])
  })

  test('that fails, with its error', async () => {
    const work = deferred()
    const parts = receiverOf(() => work.promise)
    await receiveLate(parts)
    const error = new Error('boom')
    work.reject(error)
    await parts.receiver.drain()
    expect(parts.settled).toMatchObject([
      { ...about, kind: 'handlers', state: 'failed', error, handlers: [{ name: NAME, error }] },
    ])
  })

  test('that succeeds when another worker has the event', async () => {
    const store = { ...memoryStore(), complete: async () => false }
    const work = deferred()
    const parts = receiverOf(() => work.promise, { store })
    await receiveLate(parts)
    work.resolve()
    await parts.receiver.drain()
    expect(parts.settled).toMatchObject([{ ...about, kind: 'handlers', state: 'lost' }])
  })

  test('that is given up, and again when it ends after all', async () => {
    const work = deferred()
    const parts = receiverOf(() => work.promise)
    await receiveLate(parts)
    await vi.advanceTimersByTimeAsync(56_000)
    expect(parts.settled).toMatchObject([{ ...about, kind: 'handlers', state: 'given_up', handlers: [] }])
    work.reject(new Error('at last'))
    await vi.advanceTimersByTimeAsync(0)
    expect(parts.settled.map(({ state }) => state)).toEqual(['given_up', 'failed'])
  })
})

describe('onSettled is told of work given to waitUntil()', () => {
  test('that succeeds', async () => {
    const work = deferred()
    const parts = receiverOf(({ waitUntil }) => waitUntil(work.promise))
    expect((await parts.receiver.receive(await deliver())).kind).toBe('processed')
    expect(parts.settled).toEqual([])
    work.resolve()
    await parts.receiver.drain()
    expect(parts.settled).toMatchObject([{ ...about, kind: 'wait_until', state: 'succeeded', handlers: [] }])
  })

  test('that fails, with its error', async () => {
    const error = new Error('boom')
    const parts = receiverOf(({ waitUntil }) => waitUntil(Promise.reject(error)))
    await parts.receiver.receive(await deliver())
    await parts.receiver.drain()
    expect(parts.settled).toMatchObject([{ ...about, kind: 'wait_until', state: 'failed', error }])
  })

  test('that is given up', async () => {
    const parts = receiverOf(({ waitUntil }) => waitUntil(new Promise(() => {})))
    await parts.receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(60_000)
    expect(parts.settled).toMatchObject([{ ...about, kind: 'wait_until', state: 'given_up' }])
  })
})

test('onSettled is not called for what has ended by the time of the answer', async () => {
  const parts = receiverOf(() => {})
  await parts.receiver.receive(await deliver())
  await parts.receiver.receive(await deliver())
  await parts.receiver.drain()
  expect(parts.settled).toEqual([])
})

test.each([
  [
    'throws',
    () => {
      throw new Error('full')
    },
  ],
  ['rejects', () => Promise.reject(new Error('full'))],
])('an onSettled that %s is logged, and drain() waits for it', async (_, onSettled) => {
  const parts = receiverOf(({ waitUntil }) => waitUntil(Promise.resolve()), { onSettled })
  expect((await parts.receiver.receive(await deliver())).kind).toBe('processed')
  expect(await parts.receiver.drain()).toBe(true)
  expect(parts.log.messages('error')).toEqual(['onSettled failed. The answer is not affected.'])
})

test('an onSettled that never settles is waited for until maxRunMs', async () => {
  const parts = receiverOf(({ waitUntil }) => waitUntil(Promise.resolve()), {
    onSettled: () => new Promise(() => {}),
  })
  await parts.receiver.receive(await deliver())
  const drained = parts.receiver.drain()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(await drained).toBe(true)
  expect(parts.log.messages('error')).toEqual([
    'onSettled did not settle within 60000 ms. It is no longer waited for.',
  ])
})
