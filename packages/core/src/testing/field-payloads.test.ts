import { expect, test, vi } from 'vitest'
import { hoox, jogg } from '../index.js'
import { fieldPayloads, hooxDelivery, joggDelivery } from './index.js'
import { SECRET, testReceiver } from './test-receiver.js'

test.each(fieldPayloads.map((payload) => [payload.expect.event, payload.certainty, payload] as const))(
  '%s (%s) reaches its handler',
  async (name, _, { provider, body, expect: expected }) => {
    const handler = vi.fn()
    const sent = { body: JSON.stringify(body) }
    const { receiver, reports } =
      provider === 'jogg'
        ? testReceiver(jogg({ secret: SECRET }), { on: { '*': handler } })
        : testReceiver(hoox(), { on: { '*': handler } })
    const delivery =
      provider === 'jogg'
        ? await joggDelivery(name, { secret: SECRET, ...sent })
        : await hooxDelivery(name, sent)
    expect((await receiver.receive(delivery)).kind).toBe(expected.outcome)
    expect(handler.mock.calls[0]?.[1].eventName).toBe(name)
    if (expected.videoId !== undefined)
      expect(handler.mock.calls[0]?.[0].data.video_id).toBe(expected.videoId)
    expect(reports[0]?.deviations).toEqual([])
  },
)
