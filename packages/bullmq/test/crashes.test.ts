import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type BullmqInboxOptions, bullmqInbox, type WorkOptions } from '../src/index.js'
import { BACKENDS, type Backend, closing } from './backends.js'
import { deliver, joggReceiver } from './receivers.js'

describe.each(BACKENDS)('when a worker ends, on %s', (_, make) => {
  let backend: Backend | undefined
  const opened = closing()
  const children = new Set<ChildProcess>()
  beforeAll(async () => {
    backend = await make()
  })
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL')
    await opened.all()
  })
  afterAll(() => backend?.remove())

  const optionsOf = (): BullmqInboxOptions => {
    if (!backend) throw new Error('There is no server.')
    return { ...backend.options(`crash-${crypto.randomUUID()}`), firstRetryMs: 1 }
  }

  function start(inbox: BullmqInboxOptions, work: WorkOptions = {}) {
    const child = fork(fileURLToPath(new URL('worker.mjs', import.meta.url)), [
      JSON.stringify({ inbox, work }),
    ])
    children.add(child)
    const said: string[] = []
    child.on('message', (message) => said.push(String(message)))
    const ended = once(child, 'exit').finally(() => children.delete(child))
    const says = (text: string) => vi.waitFor(() => expect(said.join()).toContain(text), { timeout: 20_000 })
    return { child, said, ended, says }
  }

  test('by SIGKILL, its entry runs elsewhere within 20 s', async () => {
    const options = optionsOf()
    const inbox = opened.inbox(options)
    const first = start(options)
    await deliver(inbox, { event_id: 'evt_1', data: { video_id: 'waits-600000' } })
    await first.says('began evt_1')
    first.child.kill('SIGKILL')
    const killed = performance.now()
    const handler = vi.fn()
    opened.also(inbox.work([joggReceiver({ on: { '*': handler } })]))
    await vi.waitFor(() => expect(handler).toHaveBeenCalled(), { timeout: 25_000 })
    expect(performance.now() - killed).toBeLessThan(20_000)
  })

  test('by SIGTERM, nothing new starts, what runs ends, and it exits by itself', async () => {
    const options = optionsOf()
    const inbox = opened.inbox(options)
    for (let count = 0; count < 20; count++) await deliver(inbox, { data: { video_id: 'takes-500' } })
    const worker = start(options, { concurrency: 2 })
    await worker.says('began')
    worker.child.kill('SIGTERM')
    expect(await worker.ended).toEqual([0, null])
    const count = (word: string) => worker.said.filter((line) => line.startsWith(word)).length
    expect(count('began')).toBe(count('ended'))
    expect(count('began')).toBeLessThan(20)
    expect(await inbox.counts()).toMatchObject({
      active: 0,
      waiting: 20 - count('ended'),
      done: count('ended'),
    })
  })

  test('by SIGKILL, and the next by SIGTERM, entries that wait for their turn as suspects do not start', async () => {
    const options = optionsOf()
    const inbox = opened.inbox(options)
    for (let count = 0; count < 4; count++) await deliver(inbox, { data: { video_id: 'waits-600000' } })
    const killed = start(options, { lockMs: 4_000 })
    const began = () => killed.said.filter((line) => line.startsWith('began'))
    await vi.waitFor(() => expect(began()).toHaveLength(4), { timeout: 20_000 })
    killed.child.kill('SIGKILL')
    let succeed = () => {}
    const handler = vi.fn(() => new Promise<void>((resolve) => (succeed = resolve)))
    const worker = opened.also(inbox.work([joggReceiver({ on: { '*': handler } })], { lockMs: 4_000 }))
    await vi.waitFor(async () => expect(await inbox.counts()).toMatchObject({ active: 4 }), {
      timeout: 20_000,
    })
    await vi.waitFor(() => expect(handler).toHaveBeenCalledTimes(1), { timeout: 20_000 })
    const closed = worker.close()
    succeed()
    expect(await closed).toBe(true)
    expect(handler).toHaveBeenCalledTimes(1)
    expect(await inbox.counts()).toMatchObject({ done: 1, waiting: 3, active: 0, dead: 0 })
  })

  test('by SIGKILL, and the next is frozen, a suspect that another has done meanwhile does not start', async () => {
    const options = optionsOf()
    const inbox = opened.inbox(options)
    for (const event_id of ['evt_1', 'evt_2'])
      await deliver(inbox, { event_id, data: { video_id: 'takes-5000' } })
    const began = ({ said }: { said: readonly string[] }) => said.filter((line) => line.startsWith('began'))
    const killed = start(options, { lockMs: 3_000 })
    await vi.waitFor(() => expect(began(killed)).toHaveLength(2), { timeout: 20_000 })
    killed.child.kill('SIGKILL')
    const frozen = start(options, { lockMs: 3_000 })
    await vi.waitFor(() => expect(began(frozen)).toHaveLength(1), { timeout: 20_000 })
    frozen.child.kill('SIGSTOP')
    const handler = vi.fn()
    const other = inbox.work([joggReceiver({ on: { '*': handler } })], { lockMs: 3_000 })
    await vi.waitFor(async () => expect(await inbox.counts()).toMatchObject({ done: 1, dead: 1 }), {
      timeout: 20_000,
    })
    await other.close()
    frozen.child.kill('SIGCONT')
    await frozen.says('ended')
    await deliver(inbox, { event_id: 'evt_3', data: { video_id: 'takes-1' } })
    await frozen.says('ended evt_3')
    expect(began(frozen)).toHaveLength(2)
    expect(handler).toHaveBeenCalledTimes(1)
  })

  test('by an event, that one is dead after its second time, and the others go on', async () => {
    const options = optionsOf()
    const inbox = opened.inbox(options)
    await deliver(inbox, { event_id: 'evt_kills', data: { video_id: 'kills-100' } })
    for (let count = 0; count < 9; count++) await deliver(inbox, { data: { video_id: 'takes-300' } })
    let ends = 0
    let done = false
    const supervise = async () => {
      while (!done) {
        const worker = start(options, { concurrency: 10, lockMs: 5_000 })
        await worker.ended
        if (!done) ends++
      }
    }
    const supervised = supervise()
    await vi.waitFor(async () => expect(await inbox.counts()).toMatchObject({ dead: 1, done: 9 }), {
      timeout: 100_000,
      interval: 200,
    })
    done = true
    for (const child of children) child.kill('SIGKILL')
    await supervised
    expect(ends).toBe(2)
    expect(await inbox.list({ state: 'dead' })).toMatchObject([
      { identity: 'evt_kills', error: expect.stringContaining('The process ended twice') },
    ])
  })
})

test('an inbox that was used, and closed, keeps no process', async () => {
  const inbox = bullmqInbox({ connection: { url: 'redis://127.0.0.1:1' }, log: false })
  const put = inbox.counts().catch(() => 'rejected')
  await inbox.close()
  expect(
    await Promise.race([put, new Promise((resolve) => setTimeout(() => resolve('pending'), 1_000))]),
  ).toBe('rejected')
})
