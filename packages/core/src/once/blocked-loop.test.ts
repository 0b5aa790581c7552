import { describe, expect, test, vi } from 'vitest'
import { jogg, memoryStore, type Receiver } from '../index.js'
import type { JoggEvents } from '../providers/jogg/events.js'
import { joggDelivery } from '../testing/index.js'
import { deferred, SECRET, testReceiver } from '../testing/test-receiver.js'

const NAME = 'generated_image_success'
const LEASE_MS = 60

/** Blocks the event loop: no timer can renew a lease meanwhile. */
function blockPastTheLease(): void {
  const end = performance.now() + 2 * LEASE_MS
  while (performance.now() < end);
}

const deliver = (event_id: string) => joggDelivery(NAME, { secret: SECRET, event_id })
const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

type Receive = Receiver<JoggEvents>['receive']

/** Two receivers with this handler: one gets the first delivery, the other gets the repeat. */
const setUps: [string, (handler: (event: { event_id: string }) => unknown) => readonly [Receive, Receive]][] =
  [
    [
      'in a receiver with the default store',
      (handler) => {
        const { receiver } = testReceiver(jogg({ secret: SECRET }), {
          leaseMs: LEASE_MS,
          on: { [NAME]: handler },
        })
        return [receiver.receive, receiver.receive]
      },
    ],
    [
      'in one of two receivers that share a memoryStore()',
      (handler) => {
        const options = { store: memoryStore(), leaseMs: LEASE_MS, on: { [NAME]: handler } }
        const [one, other] = [1, 2].map(() => testReceiver(jogg({ secret: SECRET }), options).receiver)
        if (!one || !other) throw new Error('There are two.')
        return [one.receive, other.receive]
      },
    ],
  ]

describe.each(setUps)('a handler that blocks the event loop for longer than a lease, %s', (_, setUp) => {
  test('runs once, even if a repeat arrives before its lease can be renewed', async () => {
    const started = deferred()
    const work = deferred()
    const handler = vi.fn(async ({ event_id }: { event_id: string }) => {
      if (event_id !== 'evt_1') return
      started.resolve()
      await nextTurn()
      blockPastTheLease()
      await work.promise
    })
    const [receive, receiveRepeat] = setUp(handler)
    const [delivery, another] = await Promise.all(['evt_1', 'evt_2'].map(deliver))
    if (!delivery || !another) throw new Error('There are two.')
    const first = receive(delivery)
    await started.promise
    // The handler runs next in this turn, and blocks. When it ends, both requests have arrived, before any timer runs.
    await nextTurn()
    const answers = await Promise.all([receiveRepeat(another), receiveRepeat(delivery)])
    expect(answers.map(({ kind }) => kind)).toEqual(['processed', 'busy'])
    work.resolve()
    expect((await first).kind).toBe('processed')
    expect((await receiveRepeat(delivery)).kind).toBe('duplicate')
    expect(handler).toHaveBeenCalledTimes(2)
  })

  test('runs once, even if it blocks at once and the repeat has arrived already', async () => {
    const work = deferred()
    const handler = vi.fn(() => {
      blockPastTheLease()
      return work.promise
    })
    const [receive, receiveRepeat] = setUp(handler)
    const delivery = await deliver('evt_1')
    const first = receive(delivery)
    const repeat = receiveRepeat(delivery)
    expect((await repeat).kind).toBe('busy')
    work.resolve()
    expect((await first).kind).toBe('processed')
    expect(handler).toHaveBeenCalledTimes(1)
  })
})
