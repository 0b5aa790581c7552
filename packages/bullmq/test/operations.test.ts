import { GiveUpError } from '@vidhook/core/inbox'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { BullmqInbox } from '../src/index.js'
import { BACKENDS, type Backend, closing } from './backends.js'
import { deliver, joggReceiver, NAME } from './receivers.js'

describe.each(BACKENDS)('an operator of an inbox in %s', (_, make) => {
  let backend: Backend | undefined
  const opened = closing()
  beforeAll(async () => {
    backend = await make()
  })
  afterEach(() => opened.all())
  afterAll(() => backend?.remove())

  const inboxWith = (options: object = {}): BullmqInbox => {
    if (!backend) throw new Error('There is no server.')
    return opened.inbox({ ...backend.options(`operations-${crypto.randomUUID()}`), ...options })
  }

  /** Has a worker go through all that waits. Handlers get the video's id. */
  async function workThrough(inbox: BullmqInbox, handler: (video: string) => unknown) {
    const on = { '*': (event: unknown) => handler((event as { data: { video_id: string } }).data.video_id) }
    const worker = inbox.work([joggReceiver({ on: on as never })], { concurrency: 50 })
    await idle(inbox)
    await worker.close()
  }
  const idle = (inbox: BullmqInbox) =>
    vi.waitFor(async () => expect(await inbox.counts()).toMatchObject({ waiting: 0, active: 0 }), {
      timeout: 30_000,
      interval: 20,
    })
  const giveUp = (video: string) => {
    if (video.startsWith('bad')) throw new GiveUpError(`There is no video ${video}.`)
  }

  test('sees what is in it, by any of its features', async () => {
    const inbox = inboxWith()
    await deliver(inbox, { event_id: 'evt_1', data: { video_id: 'bad-1' } })
    await deliver(inbox, { event_id: 'evt_2', data: { video_id: 'good' } })
    await workThrough(inbox, giveUp)
    await deliver(inbox, { event_id: 'evt_3' })
    expect(await inbox.counts()).toEqual({ waiting: 1, active: 0, delayed: 0, done: 1, dead: 1 })
    const ids = async (...filter: Parameters<BullmqInbox['list']>) =>
      (await inbox.list(...filter)).map(({ identity }) => identity)
    expect(await ids()).toEqual(['evt_1', 'evt_3', 'evt_2'])
    expect(await ids({ limit: 1 })).toEqual(['evt_1'])
    expect(await ids({ state: 'done' })).toEqual(['evt_2'])
    expect(await ids({ identity: 'evt_3' })).toEqual(['evt_3'])
    expect(await ids({ error: 'no video bad' })).toEqual(['evt_1'])
    expect(await ids({ event: NAME, receiver: 'jogg' })).toHaveLength(3)
    expect(await ids({ event: 'generated_script_failed' })).toEqual([])
    expect(await ids({ receiver: 'hoox' })).toEqual([])
    expect(await ids({ since: new Date(Date.now() + 60_000) })).toEqual([])
    expect(await ids({ since: new Date(Date.now() - 60_000), until: new Date() })).toHaveLength(3)
  })

  test('sees each of many that ended at the same time, once', async () => {
    const inbox = inboxWith()
    const all = Array.from({ length: 600 }, (_, index) => `evt_${index}`)
    // A hundred at a time, so that a slow database keeps each within the time that a delivery has.
    for (let sent = 0; sent < all.length; sent += 100) {
      const some = all.slice(sent, sent + 100)
      const kinds = await Promise.all(some.map((event_id) => deliver(inbox, { event_id })))
      expect(kinds).toEqual(some.map(() => 'queued'))
    }
    await workThrough(inbox, () => {})
    const seen = (await inbox.list({ limit: 1_000 })).map(({ identity }) => identity)
    expect(seen.toSorted()).toEqual(all.toSorted())
  })

  test('sees all about one', async () => {
    const inbox = inboxWith()
    await deliver(inbox, { event_id: 'evt_1', data: { video_id: 'bad-1' } })
    await workThrough(inbox, giveUp)
    const [{ id = '' } = {}] = await inbox.list()
    expect(await inbox.show(id)).toMatchObject({
      id,
      state: 'dead',
      attempts: 1,
      error: 'There is no video bad-1.',
      finishedAt: expect.any(Date),
      nextAttemptAt: undefined,
      succeeded: [],
      entry: { identity: 'evt_1', body: expect.stringContaining('bad-1') },
      failures: [
        {
          number: 1,
          error: 'There is no video bad-1.',
          runs: [{ handler: '*', error: 'There is no video bad-1.' }],
        },
      ],
    })
    expect(await inbox.show('no-such-entry')).toBeUndefined()
  })

  test('retries the dead that match, as fast as allowed, and sees how it goes', async () => {
    const inbox = inboxWith()
    for (let count = 0; count < 20; count++) await deliver(inbox, { data: { video_id: `bad-${count % 2}` } })
    await workThrough(inbox, giveUp)
    const filter = { error: 'bad-1' }
    expect(await inbox.retry(filter, { dryRun: true })).toEqual({ matched: 10, changed: 0 })
    expect(await inbox.counts()).toMatchObject({ dead: 20 })
    const progress: object[] = []
    const start = performance.now()
    const result = await inbox.retry(filter, {
      rate: 20,
      limit: 8,
      onProgress: (each) => progress.push(each),
    })
    expect(performance.now() - start).toBeGreaterThan(300)
    expect(result).toEqual({ matched: 8, changed: 8 })
    expect(progress.at(-1)).toEqual({ done: 8, total: 8 })
    await workThrough(inbox, () => {})
    expect(await inbox.counts()).toMatchObject({ dead: 12, done: 8 })
  })

  test('can stop in the middle of a change', async () => {
    const inbox = inboxWith()
    for (let count = 0; count < 4; count++) await deliver(inbox)
    const controller = new AbortController()
    const result = await inbox.drop(
      { state: 'waiting' },
      {
        rate: 0.1,
        signal: controller.signal,
        onProgress: () => controller.abort(),
      },
    )
    expect(result).toEqual({ matched: 4, changed: 1 })
    expect(await inbox.counts()).toMatchObject({ waiting: 3 })
  })

  test('has all handlers run again for what is done', async () => {
    const inbox = inboxWith()
    const handler = vi.fn()
    await deliver(inbox)
    await workThrough(inbox, handler)
    expect(await inbox.replay({ event: NAME })).toEqual({ matched: 1, changed: 1 })
    await workThrough(inbox, handler)
    expect(handler).toHaveBeenCalledTimes(2)
    expect(await inbox.counts()).toMatchObject({ done: 1 })
  })

  test('has all handlers run again for what is dead, those that had succeeded, too', async () => {
    const inbox = inboxWith()
    const sound = vi.fn()
    const handlers = { [NAME]: sound, '*': vi.fn().mockRejectedValueOnce(new GiveUpError('no')) }
    const work = async () => {
      const worker = inbox.work([joggReceiver({ on: handlers })])
      await idle(inbox)
      await worker.close()
    }
    await deliver(inbox)
    await work()
    const [{ id = '' } = {}] = await inbox.list({ state: 'dead' })
    expect(await inbox.replay(id)).toEqual({ matched: 1, changed: 1 })
    await work()
    expect(sound).toHaveBeenCalledTimes(2)
  })

  test('drops for good, after which a repeat is queued again', async () => {
    const inbox = inboxWith()
    await deliver(inbox, { event_id: 'evt_1', data: { video_id: 'bad' } })
    await workThrough(inbox, giveUp)
    expect(await deliver(inbox, { event_id: 'evt_1' })).toBe('duplicate')
    expect(await inbox.drop({})).toEqual({ matched: 1, changed: 1 })
    expect(await inbox.list()).toEqual([])
    expect(await deliver(inbox, { event_id: 'evt_1' })).toBe('queued')
  })

  test('is told what cannot be done', async () => {
    const inbox = inboxWith()
    await deliver(inbox)
    const [{ id = '' } = {}] = await inbox.list()
    await expect(inbox.retry(id)).rejects.toThrow(
      `The entry ${id} is waiting. inbox.retry() takes entries that are dead or delayed.`,
    )
    await expect(inbox.replay({ state: 'waiting' })).rejects.toThrow('done, not those that are waiting')
    await expect(inbox.drop({ state: 'active' })).rejects.toThrow('not those that are active')
    expect(await inbox.retry('no-such-entry')).toEqual({ matched: 0, changed: 0 })
  })

  test('asks for its health', async () => {
    const inbox = inboxWith()
    await deliver(inbox)
    const health = await inbox.health()
    expect(health).toMatchObject({
      backend: backend?.name,
      counts: { waiting: 1 },
      oldestWaitingMs: expect.any(Number),
    })
    expect(health.problems.every(({ code }) => code === 'inbox_settings')).toBe(true)
  })
})
