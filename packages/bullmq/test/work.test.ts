import { type Context, createReceiver, hoox } from '@vidhook/core'
import { GiveUpError } from '@vidhook/core/inbox'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type BullmqInbox, bullmqInbox, type DeadEntry } from '../src/index.js'
import { BACKENDS, type Backend, closing } from './backends.js'
import { deliver, joggReceiver, NAME } from './receivers.js'

describe.each(BACKENDS)('a worker on %s', (_, make) => {
  let backend: Backend | undefined
  const opened = closing()
  beforeAll(async () => {
    backend = await make()
  })
  afterEach(() => opened.all())
  afterAll(() => backend?.remove())

  /** An inbox whose queue is this test's own. */
  const inboxWith = (options: object = {}): BullmqInbox => {
    if (!backend) throw new Error('There is no server.')
    return opened.inbox({ ...backend.options(`work-${crypto.randomUUID()}`), firstRetryMs: 1, ...options })
  }
  const idle = (inbox: BullmqInbox) =>
    vi.waitFor(
      async () => {
        const { waiting, active, delayed } = await inbox.counts()
        expect({ waiting, active, delayed }).toEqual({ waiting: 0, active: 0, delayed: 0 })
      },
      { timeout: 20_000, interval: 20 },
    )

  test('runs the handlers of what the web process has put', async () => {
    const inbox = inboxWith()
    const seen: Context[] = []
    const receiver = joggReceiver({ on: { [NAME]: (_event, context) => seen.push(context) } })
    expect(await deliver(inbox, { event_id: 'evt_1' })).toBe('queued')
    expect(await deliver(inbox, { event_id: 'evt_1' })).toBe('duplicate')
    opened.also(inbox.work([receiver]))
    await idle(inbox)
    expect(seen).toMatchObject([{ identity: 'evt_1', eventName: NAME, attempt: 1 }])
    expect(await inbox.list()).toMatchObject([
      { state: 'done', receiver: 'jogg', eventName: NAME, identity: 'evt_1', error: undefined },
    ])
  })

  test('runs only handlers that failed again, also after a retry from the dead', async () => {
    const inbox = inboxWith({ attempts: 3 })
    const sound = vi.fn()
    const failing = vi.fn().mockRejectedValue(new Error('not yet'))
    opened.also(inbox.work([joggReceiver({ on: { [NAME]: failing, '*': sound } })]))
    await deliver(inbox)
    await idle(inbox)
    expect([sound.mock.calls.length, failing.mock.calls.length]).toEqual([1, 3])
    expect(failing.mock.calls.map(([, { attempt }]) => attempt)).toEqual([1, 2, 3])

    const [dead] = await inbox.list({ state: 'dead' })
    expect(dead).toMatchObject({ attempts: 3, error: 'not yet' })
    failing.mockResolvedValue(undefined)
    expect(await inbox.retry(dead?.id ?? '')).toEqual({ matched: 1, changed: 1 })
    await idle(inbox)
    expect([sound.mock.calls.length, failing.mock.calls.length]).toEqual([1, 4])
    expect(await inbox.counts()).toMatchObject({ done: 1, dead: 0 })
  })

  test('runs a handler twice that fails twice, another once', async () => {
    const inbox = inboxWith()
    const sound = vi.fn()
    const failing = vi.fn().mockRejectedValueOnce(new Error('1')).mockRejectedValueOnce(new Error('2'))
    opened.also(inbox.work([joggReceiver({ on: { [NAME]: failing, '*': sound } })]))
    await deliver(inbox)
    await idle(inbox)
    expect([sound.mock.calls.length, failing.mock.calls.length]).toEqual([1, 3])
    expect(await inbox.counts()).toMatchObject({ done: 1, dead: 0 })
  })

  test('tells onSettled of each attempt, and of the last one that the entry is dead', async () => {
    const inbox = inboxWith({ attempts: 3 })
    const onSettled = vi.fn()
    const failing = vi.fn().mockRejectedValue(new Error('not yet'))
    opened.also(inbox.work([joggReceiver({ on: { [NAME]: failing }, onSettled })]))
    await deliver(inbox, { event_id: 'evt_1' })
    await idle(inbox)
    expect(onSettled.mock.calls.map(([report]) => report)).toMatchObject([
      { kind: 'attempt', attempt: 1, state: 'failed', identity: 'evt_1', error: new Error('not yet') },
      { kind: 'attempt', attempt: 2, state: 'failed' },
      { kind: 'attempt', attempt: 3, state: 'dead' },
    ])
  })

  test('remembers across a restart which handlers have succeeded', async () => {
    const inbox = inboxWith({ firstRetryMs: 60_000 })
    const sound = vi.fn()
    const failing = vi.fn().mockRejectedValueOnce(new Error('not yet'))
    const work = () => inbox.work([joggReceiver({ on: { [NAME]: failing, '*': sound } })])
    const first = work()
    await deliver(inbox)
    await vi.waitFor(async () => expect((await inbox.counts()).delayed).toBe(1), { timeout: 5_000 })
    await first.close()
    const [delayed] = await inbox.list()
    expect(delayed?.nextAttemptAt?.getTime()).toBeGreaterThan(Date.now() + 50_000)
    await inbox.retry(delayed?.id ?? '')
    opened.also(work())
    await idle(inbox)
    expect([sound.mock.calls.length, failing.mock.calls.length]).toEqual([1, 2])
  })

  test('gives up at once what a handler gives up, and tells', async () => {
    const inbox = inboxWith()
    const onDead = vi.fn<(dead: DeadEntry) => void>()
    const handler = () => {
      throw new GiveUpError('There is no video \0.')
    }
    opened.also(inbox.work([joggReceiver({ on: { [NAME]: handler } })], { onDead }))
    await deliver(inbox, { event_id: 'evt_1' })
    await vi.waitFor(() => expect(onDead).toHaveBeenCalledTimes(1), { timeout: 5_000 })
    const [dead] = onDead.mock.calls[0] ?? []
    expect(dead).toMatchObject({ entry: { identity: 'evt_1' }, attempts: 1 })
    expect(dead?.error.message).toBe('There is no video \uFFFD.')
    expect(await inbox.show(dead?.id ?? '')).toMatchObject({
      state: 'dead',
      error: 'There is no video \uFFFD.',
      failures: [{ number: 1, runs: [{ handler: NAME, error: 'There is no video \uFFFD.' }] }],
    })
  })

  test('keeps an unknown event among the dead, for a version that knows it', async () => {
    const inbox = inboxWith()
    opened.also(inbox.work([joggReceiver()]))
    const body = '{"event":"brand_new","event_id":"evt_1"}'
    expect(await deliver(inbox, { body, headers: { 'x-webhook-event': 'brand_new' } })).toBe('queued')
    await idle(inbox)
    expect(await inbox.list()).toMatchObject([{ state: 'dead', eventName: 'brand_new', attempts: 1 }])
  })

  test('is done with an event that nobody listens for', async () => {
    const inbox = inboxWith()
    opened.also(inbox.work([joggReceiver()]))
    await deliver(inbox)
    await idle(inbox)
    expect(await inbox.counts()).toMatchObject({ done: 1 })
  })

  test('tries again what is for a receiver that it does not have', async () => {
    const inbox = inboxWith({ attempts: 2 })
    opened.also(inbox.work([createReceiver(hoox(), { log: false })]))
    await deliver(inbox)
    await idle(inbox)
    expect(await inbox.list()).toMatchObject([
      { state: 'dead', attempts: 2, error: expect.stringContaining('no receiver named "jogg", only hoox') },
    ])
  })

  test('takes what an adapter has made of a receiver', async () => {
    const inbox = inboxWith()
    const handler = vi.fn()
    const middleware = Object.assign(() => {}, { receiver: joggReceiver({ on: { [NAME]: handler } }) })
    opened.also(inbox.work([middleware]))
    await deliver(inbox)
    await idle(inbox)
    expect(handler).toHaveBeenCalledTimes(1)
  })

  test('works on as many entries at once as it was told to', async () => {
    const inbox = inboxWith()
    let running = 0
    let most = 0
    const handler = async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 20))
      running--
    }
    await Promise.all(Array.from({ length: 20 }, () => deliver(inbox)))
    opened.also(inbox.work([joggReceiver({ on: { [NAME]: handler } })], { concurrency: 4 }))
    await idle(inbox)
    expect(most).toBe(4)
  })

  test('begins no more in a second than it was told to', async () => {
    const inbox = inboxWith()
    const starts: number[] = []
    await Promise.all(Array.from({ length: 9 }, () => deliver(inbox)))
    opened.also(
      inbox.work([joggReceiver({ on: { [NAME]: () => starts.push(performance.now()) } })], { rate: 2 }),
    )
    await idle(inbox)
    // Five seconds begin. The first handler may be late by up to two of them.
    expect((starts.at(-1) ?? 0) - (starts[0] ?? 0)).toBeGreaterThan(2_000)
  })

  test('closes when what runs has ended, and starts nothing more', async () => {
    const inbox = inboxWith()
    let release = () => {}
    const work = new Promise<void>((resolve) => {
      release = resolve
    })
    const handler = vi.fn(() => work)
    for (let count = 0; count < 3; count++) await deliver(inbox)
    const worker = inbox.work([joggReceiver({ on: { [NAME]: handler } })], { concurrency: 1 })
    await vi.waitFor(() => expect(handler).toHaveBeenCalled(), { timeout: 5_000 })
    const closed = worker.close()
    release()
    expect(await closed).toBe(true)
    expect(handler).toHaveBeenCalledTimes(1)
    expect(await inbox.counts()).toMatchObject({ waiting: 2, active: 0, done: 1 })
  })

  test('tells handlers by their signal that it closes, and does not wait for ever', async () => {
    const inbox = inboxWith()
    let aborted: unknown
    const handler = vi.fn(
      (_event: unknown, { signal }: Context) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => {
            aborted = signal.reason
            reject(signal.reason)
          }),
        ),
    )
    const worker = inbox.work([joggReceiver({ on: { [NAME]: handler } })])
    await deliver(inbox)
    await vi.waitFor(() => expect(handler).toHaveBeenCalled(), { timeout: 5_000 })
    expect(await worker.close({ timeoutMs: 10 })).toBe(true)
    expect(String(aborted)).toContain('The worker shuts down.')
  })
})

describe('the options', () => {
  const connection = { url: 'redis://127.0.0.1:1' }

  test.each([
    [{ connection, backend: 'mysql' }, 'backend must be "redis" or "postgres"'],
    [{ connection: undefined }, 'connection must be a URL'],
    [{ connection, name: 'a:b' }, 'name must be a text without colons, not "a:b".'],
    [{ connection, prefix: 'a:b' }, 'prefix must be a text without colons'],
    [{ connection, attempts: 0 }, 'attempts must be a positive number, not 0.'],
  ])('are checked: %j', (options, message) => {
    expect(() => bullmqInbox(options as never)).toThrow(message)
  })

  test('may lack a URL until it is needed, which a build does not have', async () => {
    const inbox = bullmqInbox({ connection: { url: undefined }, log: false })
    await expect(inbox.counts()).rejects.toThrow('connection.url is undefined')
    await inbox.close()
  })

  test('of a worker are checked', async () => {
    const inbox = bullmqInbox({ connection, log: false })
    expect(() => inbox.work([])).toThrow('needs the receivers')
    expect(() => inbox.work([joggReceiver(), joggReceiver()])).toThrow('two receivers named "jogg"')
    expect(() => inbox.work([joggReceiver()], { concurrency: 0 })).toThrow(
      'concurrency must be a positive number',
    )
    await inbox.close()
  })
})
