import { afterEach, describe, expect, test, vi } from 'vitest'
import { jogg, memoryStore, type ReceiverOptions } from '../index.js'
import type { JoggEvents } from '../providers/jogg/events.js'
import { joggDelivery } from '../testing/index.js'
import { SECRET, testReceiver } from '../testing/test-receiver.js'

const NAME = 'generated_avatar_video_success'
const receiverWith = (options: ReceiverOptions<JoggEvents>) => testReceiver(jogg({ secret: SECRET }), options)
const warnings = ({ log }: ReturnType<typeof receiverWith>) =>
  log.lines.filter((line) => line.fields.code === 'receiver_name_taken')

afterEach(() => vi.unstubAllEnvs())

describe('two receivers that share a store', () => {
  test('with two names each run their handlers once for an event', async () => {
    const store = memoryStore()
    const handlers = [vi.fn(), vi.fn()]
    const [one, other] = handlers.map((handler, index) =>
      receiverWith({ store, name: `jogg-${index}`, on: { [NAME]: handler } }),
    )
    const delivery = await joggDelivery(NAME, { secret: SECRET })
    for (const each of [one, other, one, other]) await each?.receiver.receive(delivery)
    expect(handlers.map((handler) => handler.mock.calls.length)).toEqual([1, 1])
  })

  test('with the same name cause a warning at the start, with the fix', () => {
    const store = memoryStore()
    expect(warnings(receiverWith({ store }))).toEqual([])
    expect(warnings(receiverWith({ store }))).toMatchObject([
      {
        level: 'warn',
        message: expect.stringMatching(
          /give each its own name: \{ name: "jogg-billing" \}.*#receiver_name_taken$/,
        ),
      },
    ])
  })

  test('with two names cause no warning, nor do receivers with separate stores', () => {
    const store = memoryStore()
    for (const options of [{ store }, { store, name: 'jogg-billing' }, { store: memoryStore() }, {}, {}])
      expect(warnings(receiverWith(options))).toEqual([])
  })

  test('cause no warning in development while the older one gets no delivery, as after a hot reload', async () => {
    vi.stubEnv('NODE_ENV', 'development')
    const store = memoryStore()
    const before = receiverWith({ store })
    const after = receiverWith({ store })
    await after.receiver.receive(await joggDelivery(NAME, { secret: SECRET }))
    expect([...warnings(before), ...warnings(after)]).toEqual([])
    for (let turn = 0; turn < 2; turn++)
      await before.receiver.receive(await joggDelivery(NAME, { secret: SECRET }))
    expect(warnings(before)).toHaveLength(1)
  })
})

test('with one receiver at two URLs, an event of the first URL is a duplicate at the second', async () => {
  const handler = vi.fn()
  const { receiver } = receiverWith({ store: memoryStore(), on: { [NAME]: handler } })
  const delivery = await joggDelivery(NAME, { secret: SECRET })
  await receiver.receive({ ...delivery, url: '/hooks/old' })
  expect((await receiver.receive({ ...delivery, url: '/hooks/new' })).kind).toBe('duplicate')
})

test.each(['', 'a:b', 'a b', 'a'.repeat(101), 7])('a receiver cannot be named %j', (name) => {
  expect(() => receiverWith({ name: name as string })).toThrow(/name must be up to 100 letters/)
})
