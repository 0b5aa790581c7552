import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { hoox, jogg, type MemoryStore, memoryStore, type ReceiverOptions, type Store } from '../index.js'
import type { JoggEvents } from '../providers/jogg/events.js'
import { joggDelivery } from '../testing/index.js'
import { deferred, SECRET, testReceiver } from '../testing/test-receiver.js'

const NAME = 'generated_translate_video_success'
const deliver = (options = {}) => joggDelivery(NAME, { secret: SECRET, event_id: 'evt_1', ...options })
const key = 'jogg:evt_1'
const err = expect.any(Error)
/** On every line about the event. */
const about = { provider: 'jogg', event: NAME, identity: 'evt_1' }
const durationMs = expect.any(Number)

beforeEach(() => {
  vi.useFakeTimers()
  // The process is older than the delivery, and than any limit of it.
  vi.advanceTimersByTime(3_600_000)
})
afterEach(() => {
  vi.useRealTimers()
})

function receiverOf(handler: () => unknown, options: ReceiverOptions<JoggEvents> = {}) {
  return testReceiver(jogg({ secret: SECRET }), { ...options, on: { [NAME]: handler } })
}

/** A memory store whose calls can be counted, and replaced one by one. */
function spiedStore(replaced: Partial<Store> = {}) {
  const store: MemoryStore = memoryStore()
  return {
    claim: vi.fn(replaced.claim ?? store.claim),
    renew: vi.fn(replaced.renew ?? store.renew),
    complete: vi.fn(replaced.complete ?? store.complete),
    release: vi.fn(replaced.release ?? store.release),
  }
}

test('a handler that ends before the deadline is told of with the answer alone', async () => {
  const work = deferred()
  const onSettled = vi.fn()
  const { receiver, log } = receiverOf(() => work.promise, { onSettled })
  const answer = receiver.receive(await deliver())
  await vi.advanceTimersByTimeAsync(3_900)
  work.resolve()
  expect((await answer).kind).toBe('processed')
  expect(await receiver.drain()).toBe(true)
  expect(onSettled).not.toHaveBeenCalled()
  expect(log.lines.filter(({ fields }) => 'identity' in fields)).toMatchObject([{ level: 'debug' }])
  expect(vi.getTimerCount()).toBe(0)
})

describe('a handler that is still running at the deadline', () => {
  test('is waited for no longer, and its success makes the retry a duplicate', async () => {
    const work = deferred()
    const handler = vi.fn(() => work.promise)
    const { receiver, log } = receiverOf(handler)
    const first = receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(4_000)
    expect(await first).toMatchObject({ kind: 'late', status: 503 })
    expect((await receiver.receive(await deliver())).kind).toBe('busy')
    work.resolve()
    expect(await receiver.drain()).toBe(true)
    expect((await receiver.receive(await deliver())).kind).toBe('duplicate')
    expect(handler).toHaveBeenCalledTimes(1)
    expect(log.lines).toContainEqual({
      level: 'info',
      fields: { ...about, durationMs },
      message:
        'The handlers of a jogg event succeeded after the deadline. Further deliveries of it are duplicates.',
    })
    await vi.advanceTimersByTimeAsync(15 * 60 * 1_000)
    expect(log.messages('error')).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is waited for no longer, however long the store took to give the claim', async () => {
    const store = memoryStore()
    const claim: Store['claim'] = async (key, leaseMs) => {
      await new Promise((resolve) => setTimeout(resolve, 900))
      return store.claim(key, leaseMs)
    }
    const work = deferred()
    const { receiver } = receiverOf(() => work.promise, { store: spiedStore({ claim }) })
    let answered: unknown
    void receiver.receive(await deliver()).then(({ kind }) => {
      answered = kind
    })
    await vi.advanceTimersByTimeAsync(4_000)
    expect(answered).toBe('late')
    work.resolve()
    await receiver.drain()
  })

  test('is waited for no longer, and its failure lets the retry run', async () => {
    const work = deferred()
    const handler = vi.fn().mockReturnValueOnce(work.promise)
    const { receiver, log } = receiverOf(() => {})
    receiver.on('*', handler)
    const first = receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(4_000)
    expect((await first).kind).toBe('late')
    work.reject(new Error('boom'))
    await receiver.drain()
    expect((await receiver.receive(await deliver())).kind).toBe('processed')
    expect(handler).toHaveBeenCalledTimes(2)
    const line = log.lines.find(({ message }) => message.includes('failed after the deadline'))
    expect(line).toEqual({
      level: 'error',
      fields: { ...about, durationMs, err: new Error('boom') },
      message:
        'A handler of a jogg event failed after the deadline. It runs again only if jogg sends the event again.',
    })
  })

  test('is waited for no longer, and says so if another worker has the event by the time it succeeds', async () => {
    const work = deferred()
    const store = spiedStore({ complete: async () => false })
    const { receiver, log } = receiverOf(() => work.promise, { store })
    const first = receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(4_000)
    expect((await first).kind).toBe('late')
    work.resolve()
    await receiver.drain()
    expect(log.lines.filter(({ level }) => level === 'warn' || level === 'info')).toContainEqual({
      level: 'warn',
      fields: { ...about, durationMs },
      message: expect.stringContaining('another worker had taken the event over'),
    })
  })

  test('keeps its lease for as long as it runs', async () => {
    const work = deferred()
    const store = spiedStore()
    const one = receiverOf(() => work.promise, { store })
    const other = receiverOf(() => {}, { store })
    const first = one.receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(60_000)
    expect((await first).kind).toBe('late')
    expect((await other.receiver.receive(await deliver())).kind).toBe('busy')
    expect(store.renew.mock.calls.length).toBeGreaterThanOrEqual(35)
    work.resolve()
    await one.receiver.drain()
    expect((await other.receiver.receive(await deliver())).kind).toBe('duplicate')
    const renewals = store.renew.mock.calls.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(store.renew).toHaveBeenCalledTimes(renewals)
  })

  test('keeps its event until the deadline, even if maxRunMs is shorter', async () => {
    const work = deferred()
    const handler = vi.fn(() => work.promise)
    const { receiver } = receiverOf(handler, { maxRunMs: 1_000 })
    const first = receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(3_000)
    expect((await receiver.receive(await deliver())).kind).toBe('busy')
    work.resolve()
    expect((await first).kind).toBe('processed')
    expect(handler).toHaveBeenCalledTimes(1)
  })

  test('gives its event free after maxRunMs, and is not waited for by drain any more', async () => {
    const handler = vi.fn().mockReturnValueOnce(new Promise(() => {}))
    const { receiver, log } = receiverOf(handler, { maxRunMs: 60_000 })
    void receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(59_999)
    expect((await receiver.receive(await deliver())).kind).toBe('busy')
    const drained = receiver.drain()
    await vi.advanceTimersByTimeAsync(1)
    expect(await drained).toBe(true)
    expect(log.lines).toContainEqual({
      level: 'error',
      fields: { ...about, durationMs },
      message: expect.stringContaining('did not settle within 60000 ms and is given up.'),
    })
    expect(await receiver.drain()).toBe(true)
    await vi.advanceTimersByTimeAsync(5_000)
    expect((await receiver.receive(await deliver())).kind).toBe('processed')
    expect(handler).toHaveBeenCalledTimes(2)
  })

  test('keeps the platform until it has finished, or until maxRunMs at the latest', async () => {
    const finishing = deferred()
    const handler = vi
      .fn()
      .mockReturnValueOnce(finishing.promise)
      .mockReturnValueOnce(new Promise(() => {}))
    const { receiver } = receiverOf(handler, { maxRunMs: 60_000 })
    const ended: string[] = []
    const platform = (name: string) => ({
      waitUntil: (work: Promise<unknown>) => void work.then(() => ended.push(name)),
    })
    void receiver.receive(await deliver(), platform('finishing'))
    void receiver.receive(await deliver({ event_id: 'evt_2' }), platform('hanging'))
    await vi.advanceTimersByTimeAsync(30_000)
    expect(ended).toEqual([])
    finishing.resolve()
    await vi.advanceTimersByTimeAsync(29_999)
    expect(ended).toEqual(['finishing'])
    await vi.advanceTimersByTimeAsync(1)
    expect(ended).toEqual(['finishing', 'hanging'])
  })

  test('that settles after another worker has taken its event over changes nothing', async () => {
    const work = deferred()
    const handler = vi.fn().mockReturnValueOnce(work.promise)
    const { receiver, log } = receiverOf(handler, { maxRunMs: 10_000 })
    void receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(16_000)
    expect((await receiver.receive(await deliver())).kind).toBe('processed')
    work.reject(new Error('too late to matter'))
    await vi.advanceTimersByTimeAsync(0)
    expect((await receiver.receive(await deliver())).kind).toBe('duplicate')
    expect(log.messages('error').join()).toContain('failed after the deadline')
  })

  test('that succeeds after another worker has done its event says so, and changes nothing', async () => {
    const work = deferred()
    const handler = vi.fn().mockReturnValueOnce(work.promise)
    const { receiver, log } = receiverOf(handler, { maxRunMs: 10_000 })
    void receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(16_000)
    expect((await receiver.receive(await deliver())).kind).toBe('processed')
    work.resolve()
    await vi.advanceTimersByTimeAsync(0)
    expect(log.messages('warn').at(-1)).toContain('another worker had taken the event over')
    expect((await receiver.receive(await deliver())).kind).toBe('duplicate')
  })

  // At the least, Hoox comes back 1 and 2 s after each failure, and never again after that.
  test.each([
    ['the first try', [1_000, 2_000]],
    ['the second try', [2_000]],
  ])("never settles, on a process that dies in Hoox's %s: a later one runs it", async (_, waits) => {
    const store = memoryStore()
    const { leaseMs } = hoox()
    const dead = { ...store, renew: () => new Promise<boolean>(() => {}) }
    const killed = receiverOf(() => new Promise(() => {}), { store: dead, leaseMs })
    const alive = receiverOf(() => {}, { store, leaseMs })
    void killed.receiver.receive(await deliver())
    const kinds: string[] = []
    for (const wait of waits) {
      await vi.advanceTimersByTimeAsync(wait)
      kinds.push((await alive.receiver.receive(await deliver())).kind)
    }
    expect(kinds.filter((kind) => kind === 'processed')).toHaveLength(1)
  })

  test('has less time after a body that was slow to arrive', async () => {
    const { body, ...delivery } = await deliver()
    const slowly = {
      read: (sink: { chunk(bytes: Uint8Array): void; end(): void }) => {
        setTimeout(() => {
          sink.chunk(body)
          sink.end()
        }, 3_000)
      },
      discard() {},
    }
    const { receiver } = receiverOf(() => new Promise(() => {}))
    let kind: string | undefined
    void receiver.receive({ ...delivery, body: slowly }).then((outcome) => {
      kind = outcome.kind
    })
    await vi.advanceTimersByTimeAsync(3_999)
    expect(kind).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    expect(kind).toBe('late')
  })
})

describe('deliveries of one event at once', () => {
  test('1,000 of them run its handler once', async () => {
    const work = deferred()
    const handler = vi.fn(() => work.promise)
    const { receiver, reports } = receiverOf(handler)
    const delivery = await deliver()
    const answers = Promise.all(Array.from({ length: 1_000 }, () => receiver.receive(delivery)))
    await vi.advanceTimersByTimeAsync(100)
    work.resolve()
    const kinds = (await answers).map((outcome) => outcome.kind)
    expect(kinds.filter((kind) => kind === 'processed')).toHaveLength(1)
    expect(kinds.filter((kind) => kind === 'busy')).toHaveLength(999)
    expect(handler).toHaveBeenCalledTimes(1)
    expect(reports).toHaveLength(1_000)
    expect((await receiver.receive(delivery)).kind).toBe('duplicate')
  })

  test('1,000 of them over ten receivers that share a store run it once', async () => {
    const work = deferred()
    const handler = vi.fn(() => work.promise)
    const store = memoryStore()
    const receivers = Array.from({ length: 10 }, () => receiverOf(handler, { store }).receiver)
    const delivery = await deliver()
    const answers = Promise.all(
      receivers.flatMap((receiver) => Array.from({ length: 100 }, () => receiver.receive(delivery))),
    )
    await vi.advanceTimersByTimeAsync(100)
    work.resolve()
    const kinds = (await answers).map((outcome) => outcome.kind)
    expect(kinds.filter((kind) => kind === 'processed')).toHaveLength(1)
    expect(handler).toHaveBeenCalledTimes(1)
  })

  test('1,000 different ones run side by side', async () => {
    const handler = vi.fn()
    const { receiver } = receiverOf(handler)
    const outcomes = await Promise.all(
      Array.from({ length: 1_000 }, async (_, index) =>
        receiver.receive(await deliver({ event_id: `evt_${index}` })),
      ),
    )
    expect(outcomes.every((outcome) => outcome.kind === 'processed')).toBe(true)
    expect(handler).toHaveBeenCalledTimes(1_000)
  })

  test('ask the store once while the first is at work', async () => {
    const work = deferred()
    const store = spiedStore()
    const { receiver } = receiverOf(() => work.promise, { store })
    const first = receiver.receive(await deliver())
    for (let repeat = 0; repeat < 5; repeat++)
      expect((await receiver.receive(await deliver())).kind).toBe('busy')
    expect(store.claim).toHaveBeenCalledTimes(1)
    work.resolve()
    await first
    expect((await receiver.receive(await deliver())).kind).toBe('duplicate')
    expect(store.claim).toHaveBeenCalledTimes(2)
  })

  test('share the answer of a claim that is under way, whatever it is', async () => {
    const asked = deferred<{ state: 'done' }>()
    const store = spiedStore({ claim: () => asked.promise })
    const { receiver } = receiverOf(() => {}, { store })
    const answers = [receiver.receive(await deliver()), receiver.receive(await deliver())]
    await vi.advanceTimersByTimeAsync(0)
    asked.resolve({ state: 'done' })
    expect((await Promise.all(answers)).map((outcome) => outcome.kind)).toEqual(['duplicate', 'duplicate'])
    expect(store.claim).toHaveBeenCalledTimes(1)
  })
})

const failures: [string, () => Promise<never>][] = [
  ['rejects', () => Promise.reject(new Error('ECONNRESET'))],
  [
    'throws',
    () => {
      throw new Error('ECONNRESET')
    },
  ],
  ['hangs', () => new Promise(() => {})],
]

describe.each(failures)('a store that %s', (_, broken) => {
  /** Receives one delivery, with time for every limit to pass. */
  async function receive({ receiver }: ReturnType<typeof receiverOf>, ms = 1_000) {
    const answer = receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(ms)
    return answer
  }

  test('when asked for the event makes it unavailable, and the handler is not run', async () => {
    const handler = vi.fn()
    const claim = vi.fn(memoryStore().claim).mockImplementationOnce(broken)
    const parts = receiverOf(handler, { store: spiedStore({ claim }) })
    expect(await receive(parts)).toMatchObject({ kind: 'unavailable', status: 503 })
    expect(parts.reports[0]?.error).toBeInstanceOf(Error)
    expect(handler).not.toHaveBeenCalled()
    expect((await receive(parts)).kind).toBe('processed')
  })

  test("when asked for the event runs the handler with whenStoreUnavailable: 'process'", async () => {
    const handler = vi.fn()
    const store = spiedStore({ claim: broken })
    const parts = receiverOf(handler, { store, whenStoreUnavailable: 'process' })
    expect((await receive(parts)).kind).toBe('processed')
    expect((await receive(parts)).kind).toBe('processed')
    expect(handler).toHaveBeenCalledTimes(2)
    expect(store.complete).not.toHaveBeenCalled()
    expect(parts.log.lines.find(({ level }) => level === 'error')).toEqual({
      level: 'error',
      fields: { ...about, key, err },
      message:
        "The store is unavailable. The event's handlers run without a claim, because whenStoreUnavailable is 'process'.",
    })
  })

  test("when asked for the event leaves a run of 'process' alone, and one that is given up has no say in the next", async () => {
    const first = deferred()
    const second = deferred()
    const handler = vi.fn().mockReturnValueOnce(first.promise).mockReturnValueOnce(second.promise)
    const store = spiedStore({ claim: broken })
    const parts = receiverOf(handler, { store, whenStoreUnavailable: 'process', maxRunMs: 10_000 })
    expect((await receive(parts, 12_000)).kind).toBe('late')
    expect((await receive(parts, 5_000)).kind).toBe('late')
    first.resolve()
    await vi.advanceTimersByTimeAsync(0)
    expect((await receive(parts)).kind).toBe('busy')
    second.resolve()
    await parts.receiver.drain()
    expect(handler).toHaveBeenCalledTimes(2)
    expect(store.renew).not.toHaveBeenCalled()
  })

  test("when asked for the event still runs it once at a time with whenStoreUnavailable: 'process'", async () => {
    const work = deferred()
    const handler = vi.fn(() => work.promise)
    const parts = receiverOf(handler, {
      store: spiedStore({ claim: broken }),
      whenStoreUnavailable: 'process',
    })
    const first = parts.receiver.receive(await deliver())
    const second = parts.receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(1_000)
    expect((await second).kind).toBe('busy')
    work.reject(new Error('boom'))
    expect((await first).kind).toBe('failed')
    expect(handler).toHaveBeenCalledTimes(1)
  })

  test('when told of a success does not undo it: the work is done', async () => {
    const parts = receiverOf(() => {}, { store: spiedStore({ complete: broken }) })
    expect((await receive(parts)).kind).toBe('processed')
    expect((await receive(parts)).kind).toBe('busy')
    await vi.advanceTimersByTimeAsync(61_000)
    const lines = parts.log.lines.filter(({ level }) => level === 'warn' || level === 'error')
    expect(lines).toEqual([
      {
        level: 'warn',
        fields: { ...about, key, err },
        message: 'An event succeeded, but could not be completed in the store. It is tried again.',
      },
      {
        level: 'error',
        fields: { ...about, key, err },
        message:
          'An event succeeded, but could not be completed in the store within a minute. If it is sent again, its handlers run again.',
      },
    ])
  })

  test('that cannot complete an event is called again, and until it answers the event does not run again', async () => {
    const handler = vi.fn()
    const store = memoryStore()
    let up = false
    const complete: Store['complete'] = (...args) => (up ? store.complete(...args) : broken())
    const parts = receiverOf(handler, { store: spiedStore({ ...store, complete }) })
    expect((await receive(parts)).kind).toBe('processed')
    await vi.advanceTimersByTimeAsync(10_000)
    expect((await parts.receiver.receive(await deliver())).kind).toBe('busy')

    up = true
    const drained = parts.receiver.drain()
    await vi.advanceTimersByTimeAsync(1_250)
    expect(await drained).toBe(true)
    expect((await parts.receiver.receive(await deliver())).kind).toBe('duplicate')
    expect(handler).toHaveBeenCalledTimes(1)
    expect(parts.log.messages('error')).toEqual([])
  })

  test('when told of a success learns nothing from it once another worker has taken the event over', async () => {
    const store = memoryStore()
    const complete = vi.fn(async () => false).mockImplementationOnce(broken as () => Promise<boolean>)
    const parts = receiverOf(() => {}, { store: spiedStore({ ...store, complete }) })
    expect((await receive(parts)).kind).toBe('processed')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(complete).toHaveBeenCalledTimes(2)
    expect(parts.log.lines.filter(({ level }) => level === 'warn').at(-1)).toEqual({
      level: 'warn',
      fields: { ...about, key },
      message:
        'An event succeeded, but another worker took it over before it could be completed in the store.',
    })
  })

  test('when told of a failure answers that failure, and the lease ends by itself', async () => {
    const handler = vi.fn().mockRejectedValueOnce(new Error('boom'))
    const parts = receiverOf(handler, { store: spiedStore({ release: broken }) })
    expect((await receive(parts)).kind).toBe('failed')
    expect(parts.log.lines).toContainEqual({
      level: 'error',
      fields: { ...about, key, err },
      message:
        'An event failed, but could not be released in the store. A repeat runs only after its lease has ended.',
    })
    expect((await receive(parts)).kind).toBe('busy')
    await vi.advanceTimersByTimeAsync(5_000)
    expect((await receive(parts)).kind).toBe('processed')
  })
})

test('of a store that is never told, the log keeps the last error', async () => {
  let attempts = 0
  const complete = () => Promise.reject(new Error(`attempt ${++attempts}`))
  const { receiver, log } = receiverOf(() => {}, { store: spiedStore({ complete }) })
  expect((await receiver.receive(await deliver())).kind).toBe('processed')
  await vi.advanceTimersByTimeAsync(61_000)
  const errors = log.lines.filter(({ level }) => level === 'error').map(({ fields }) => fields.err)
  expect(errors).toEqual([new Error(`attempt ${attempts}`)])
})

describe('a store that answers complete() with false', () => {
  test('says that another worker has the event: the retry finds out how it came out', async () => {
    const { receiver } = receiverOf(() => {}, { store: spiedStore({ complete: async () => false }) })
    expect(await receiver.receive(await deliver())).toMatchObject({
      kind: 'busy',
      status: 503,
      code: 'lease_lost',
      headers: { 'retry-after': '3' },
    })
  })
})

describe('a store that answers claim() with what is no claim', () => {
  test.each([[undefined], [null], ['claimed'], [{}], [{ state: 'free' }], [{ state: 'claimed' }]])(
    'is unavailable: %j',
    async (answer) => {
      const handler = vi.fn()
      const { receiver, log } = receiverOf(handler, {
        store: spiedStore({ claim: async () => answer as never }),
      })
      expect((await receiver.receive(await deliver())).kind).toBe('unavailable')
      expect((await receiver.receive(await deliver())).kind).toBe('unavailable')
      expect(handler).not.toHaveBeenCalled()
      expect(log.lines.at(-1)?.fields.err).toMatchObject({
        message: expect.stringContaining('not a valid claim'),
      })
    },
  )
})

test('a handler that is async, but waits for nothing, is over before any timer is set', async () => {
  const setTimer = vi.spyOn(globalThis, 'setTimeout')
  const { receiver } = receiverOf(async () => {})
  expect((await receiver.receive(await deliver())).kind).toBe('processed')
  expect(setTimer).not.toHaveBeenCalled()
  setTimer.mockRestore()
})

test('an event is remembered for retentionMs, and may run again after that', async () => {
  const { receiver } = receiverOf(() => {}, { retentionMs: 60_000 })
  expect((await receiver.receive(await deliver())).kind).toBe('processed')
  await vi.advanceTimersByTimeAsync(59_999)
  expect((await receiver.receive(await deliver())).kind).toBe('duplicate')
  await vi.advanceTimersByTimeAsync(1)
  expect((await receiver.receive(await deliver())).kind).toBe('processed')
})

test('Retry-After is the lease in whole seconds, rounded up', async () => {
  const store = spiedStore({ claim: async () => ({ state: 'busy' }) })
  for (const [leaseMs, seconds] of [
    [1, '1'],
    [2_000, '2'],
    [2_001, '3'],
  ] as const) {
    const { receiver } = receiverOf(() => {}, { store, leaseMs })
    expect((await receiver.receive(await deliver())).headers['retry-after']).toBe(seconds)
  }
})
