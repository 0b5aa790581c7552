import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Claim, jogg, memoryStore, type ReceiverOptions, type Store } from '../index.js'
import type { JoggEvents } from '../providers/jogg/events.js'
import { joggDelivery } from '../testing/index.js'
import { deferred, SECRET, testReceiver } from '../testing/test-receiver.js'

const NAME = 'generated_product_video_success'
const deliver = () => joggDelivery(NAME, { secret: SECRET, event_id: 'evt_1' })

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A receiver on this store, with one handler that runs until the test ends it. */
function working(store: Store, options: ReceiverOptions<JoggEvents> = {}) {
  const work = deferred()
  const signal = deferred<AbortSignal>()
  const { receiver, log } = testReceiver(jogg({ secret: SECRET }), {
    store,
    ...options,
    on: {
      [NAME]: (_, context) => {
        signal.resolve(context.signal)
        return work.promise
      },
    },
  })
  return { receiver, log, work, signal: signal.promise }
}

describe('a lease', () => {
  test('is renewed at every third of its length, while the handlers run', async () => {
    const store = memoryStore()
    const renew = vi.fn(store.renew)
    const { receiver, work } = working({ ...store, renew }, { leaseMs: 3_000 })
    // The process is older than the delivery.
    await vi.advanceTimersByTimeAsync(60_000)
    const answer = receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(999)
    expect(renew).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(renew.mock.calls).toEqual([['jogg:evt_1', expect.any(String), 3_000]])
    await vi.advanceTimersByTimeAsync(2_000)
    expect(renew).toHaveBeenCalledTimes(3)
    work.resolve()
    await answer
    await vi.advanceTimersByTimeAsync(10_000)
    expect(renew).toHaveBeenCalledTimes(3)
  })

  test.each<[string, () => Promise<boolean>]>([
    ['rejects', () => Promise.reject(new Error('ECONNRESET'))],
    [
      'throws',
      () => {
        throw new Error('ECONNRESET')
      },
    ],
    ['hangs', () => new Promise(() => {})],
  ])('survives one renewal that %s', async (_, broken) => {
    const store = memoryStore()
    const renew = vi.fn(store.renew).mockImplementationOnce(broken)
    const { receiver, log, work, signal } = working({ ...store, renew })
    const answer = receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(3_900)
    expect(renew.mock.calls.length).toBeGreaterThanOrEqual(3)
    expect(log.messages('warn')).toEqual([expect.stringContaining('could not be renewed')])
    work.resolve()
    expect((await answer).kind).toBe('processed')
    expect((await signal).aborted).toBe(false)
  })

  test('is lost if no renewal succeeds for its whole length: the signal aborts', async () => {
    const store = memoryStore()
    const renew = () => Promise.reject(new Error('ECONNRESET'))
    const { receiver, work, signal } = working({ ...store, renew }, { leaseMs: 3_000 })
    const answer = receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(2_999)
    expect((await signal).aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect((await signal).reason).toMatchObject({ message: 'The lease was lost.' })
    work.resolve()
    expect((await answer).kind).toBe('processed')
  })

  test('lasts from its latest renewal', async () => {
    const store = memoryStore()
    const renew = vi
      .fn<Store['renew']>()
      .mockRejectedValue(new Error('ECONNRESET'))
      .mockImplementationOnce(store.renew)
    const { receiver, work, signal } = working({ ...store, renew }, { leaseMs: 1_500 })
    const answer = receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(1_999)
    expect((await signal).aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect((await signal).reason).toMatchObject({ message: 'The lease was lost.' })
    work.resolve()
    await answer
  })

  test('has only one renewal under way at a time', async () => {
    const renew = vi.fn(() => new Promise<boolean>(() => {}))
    const { receiver, work } = working({ ...memoryStore(), renew }, { leaseMs: 1_500 })
    const answer = receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(999)
    expect(renew).toHaveBeenCalledTimes(1)
    work.resolve()
    await vi.advanceTimersByTimeAsync(1_000)
    await answer
  })

  test('allows a third of its length for a renewal, so that another one can follow if it hangs', async () => {
    const store = memoryStore()
    const renew = vi.fn(store.renew).mockImplementationOnce(() => new Promise(() => {}))
    const { receiver, log, work, signal } = working({ ...store, renew }, { leaseMs: 1_500 })
    const answer = receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(1_000)
    expect(log.lines.map((line) => line.fields.err)).toEqual([
      new Error('The store did not answer renew() within 500 ms.'),
    ])
    await vi.advanceTimersByTimeAsync(500)
    expect(renew).toHaveBeenCalledTimes(2)
    expect((await signal).aborted).toBe(false)
    work.resolve()
    expect((await answer).kind).toBe('processed')
  })

  test('is renewed a third of its length after the claim was sent, however long the store took to answer', async () => {
    const store = memoryStore()
    const renew = vi.fn(store.renew)
    const claim: Store['claim'] = async (key, leaseMs) => {
      const given = store.claim(key, leaseMs)
      await new Promise((resolve) => setTimeout(resolve, 900))
      return given
    }
    const { receiver, work } = working({ ...store, claim, renew }, { leaseMs: 3_000 })
    const answer = receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(999)
    expect(renew).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(renew).toHaveBeenCalledTimes(1)
    work.resolve()
    await answer
  })

  test('is renewed more often while the store is away, so that this worker gets it again before any other', async () => {
    const store = memoryStore()
    let up = true
    const renew: Store['renew'] = (...args) =>
      up ? store.renew(...args) : Promise.reject(new Error('ECONNREFUSED'))
    const { receiver, work, signal } = working({ ...store, renew }, { leaseMs: 1_200 })
    const answer = receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(790)
    up = false
    await vi.advanceTimersByTimeAsync(710)
    up = true
    // The lease that was renewed at 400 ms ends at 1600 ms.
    await vi.advanceTimersByTimeAsync(100)
    expect((await signal).aborted).toBe(false)
    expect((await store.claim('jogg:evt_1', 1_200)).state).toBe('busy')

    up = false
    await vi.advanceTimersByTimeAsync(2_000)
    expect((await signal).reason).toMatchObject({ message: 'The lease was lost.' })
    up = true
    await vi.advanceTimersByTimeAsync(100)
    expect((await store.claim('jogg:evt_1', 1_200)).state).toBe('busy')
    work.resolve()
    expect((await answer).kind).toBe('processed')
  })

  test('has a log line for each outage of the store, and one for its loss', async () => {
    const store = memoryStore()
    let up = false
    const renew: Store['renew'] = (...args) =>
      up ? store.renew(...args) : Promise.reject(new Error('ECONNREFUSED'))
    const { receiver, log, work } = working({ ...store, renew }, { leaseMs: 1_200 })
    const answer = receiver.receive(await deliver())
    const until = async (ms: number) => {
      await vi.advanceTimersByTimeAsync(ms - performance.now())
      return log.messages('warn').map((message) => message.replace(/ (could|was) .*/, ''))
    }
    expect(await until(650)).toEqual(['A lease'])
    up = true
    expect(await until(1_050)).toEqual(['A lease'])
    up = false
    expect(await until(1_850)).toEqual(['A lease', 'A lease'])
    expect(await until(2_500)).toEqual(['A lease', 'A lease', 'The lease'])
    up = true
    await until(2_650)
    up = false
    expect(await until(3_900)).toHaveLength(3)
    const line = { provider: 'jogg', event: NAME, identity: 'evt_1', key: 'jogg:evt_1' }
    const err = new Error('ECONNREFUSED')
    const warnings = log.lines.filter(({ level }) => level === 'warn').map(({ fields }) => fields)
    expect(warnings.slice(0, 3)).toEqual([{ ...line, err }, { ...line, err }, line])
    work.resolve()
    await answer
  })

  test('that was lost is not renewed any more', async () => {
    const renew = vi.fn(async () => false)
    const { receiver, log, work } = working({ ...memoryStore(), renew })
    const answer = receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(3_900)
    expect(renew).toHaveBeenCalledTimes(1)
    expect(log.messages('warn').filter((message) => message.includes('lease was lost'))).toHaveLength(1)
    work.resolve()
    await answer
  })

  test('is released only after a renewal that is under way, which would otherwise take it again', async () => {
    const calls: string[] = []
    const renewal = deferred<boolean>()
    const store: Store = {
      ...memoryStore(),
      renew: () => {
        calls.push('renew')
        return renewal.promise.finally(() => calls.push('renewed'))
      },
      release: async () => {
        calls.push('release')
        return true
      },
    }
    const { receiver, work } = working(store)
    const answer = receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(1_500)
    work.reject(new Error('boom'))
    await vi.advanceTimersByTimeAsync(100)
    renewal.resolve(true)
    expect((await answer).kind).toBe('failed')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(calls).toEqual(['renew', 'renewed', 'release'])
  })
})

describe('a call to the store', () => {
  test('that takes longer than storeTimeoutMs counts as failed', async () => {
    const claim = () => new Promise<Claim>(() => {})
    const { receiver, log } = working({ ...memoryStore(), claim }, { storeTimeoutMs: 300 })
    const answer = receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(300)
    expect((await answer).kind).toBe('unavailable')
    expect(log.lines.at(-1)?.fields.err).toEqual(new Error('The store did not answer claim() within 300 ms.'))
  })

  test.each(['renew', 'complete', 'release'] as const)(
    'is named in the log if it takes too long, and may then answer what it likes: %s()',
    async (call) => {
      const late = deferred<boolean>()
      const { receiver, log, work } = working({ ...memoryStore(), [call]: () => late.promise })
      const answer = receiver.receive(await deliver())
      await vi.advanceTimersByTimeAsync(1_500)
      if (call === 'release') work.reject(new Error('boom'))
      else work.resolve()
      await vi.advanceTimersByTimeAsync(1_000)
      expect((await answer).kind).toBe(call === 'release' ? 'failed' : 'processed')
      expect(log.lines.map((line) => line.fields.err)).toContainEqual(
        new Error(`The store did not answer ${call}() within 1000 ms.`),
      )
      late.resolve(true)
      await vi.advanceTimersByTimeAsync(1_000)
    },
  )

  test.each<[string, () => Promise<boolean>]>([
    ['works', async () => true],
    ['rejects', () => Promise.reject(new Error('ECONNRESET'))],
    [
      'throws',
      () => {
        throw new Error('ECONNRESET')
      },
    ],
  ])('whose claim succeeds too late is released, by a release that %s', async (_, release) => {
    const claim = deferred<Claim>()
    const released = vi.fn(release)
    const { receiver } = working({ ...memoryStore(), claim: () => claim.promise, release: released })
    const answer = receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(1_000)
    expect((await answer).kind).toBe('unavailable')
    expect(released).not.toHaveBeenCalled()
    claim.resolve({ state: 'claimed', token: 'late' })
    await vi.advanceTimersByTimeAsync(0)
    expect(released.mock.calls).toEqual([['jogg:evt_1', 'late']])
  })

  test('whose claim succeeds too late is released, even if the process was frozen and its timer has not fired', async () => {
    const claim = deferred<Claim>()
    const release = vi.fn(async () => true)
    const { receiver } = working({ ...memoryStore(), claim: () => claim.promise, release })
    const answer = receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(0)
    const frozenAt = performance.now()
    const clock = vi.spyOn(performance, 'now').mockReturnValue(frozenAt + 5_000)
    claim.resolve({ state: 'claimed', token: 'old' })
    await vi.advanceTimersByTimeAsync(1_000)
    expect((await answer).kind).toBe('unavailable')
    expect(release.mock.calls).toEqual([['jogg:evt_1', 'old']])
    clock.mockRestore()
  })

  test.each<[string, (late: ReturnType<typeof deferred<Claim>>) => void]>([
    ['is busy', (late) => late.resolve({ state: 'busy' })],
    ['is done', (late) => late.resolve({ state: 'done' })],
    ['rejects', (late) => late.reject(new Error('ECONNRESET'))],
    ['is no claim', (late) => late.resolve(undefined as never)],
  ])('that answers too late that it %s changes nothing any more', async (_, settle) => {
    const late = deferred<Claim>()
    const release = vi.fn(async () => true)
    const { receiver } = working({ ...memoryStore(), claim: () => late.promise, release })
    const answer = receiver.receive(await deliver())
    await vi.advanceTimersByTimeAsync(1_000)
    expect((await answer).kind).toBe('unavailable')
    settle(late)
    await vi.advanceTimersByTimeAsync(0)
    expect(release).not.toHaveBeenCalled()
  })
})
