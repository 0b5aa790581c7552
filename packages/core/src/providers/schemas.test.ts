import { describe, expect, test, vi } from 'vitest'
import * as z from 'zod/mini'
import { defineProvider, hoox, jogg } from '../index.js'
import { hooxSchemas, joggSchemas } from '../schemas.js'
import { hooxDelivery, hooxSamples, joggDelivery, joggSamples } from '../testing/index.js'
import { SECRET, testReceiver } from '../testing/test-receiver.js'

describe('the schemas', () => {
  test('are the same objects as in the providers', () => {
    expect(jogg({ secret: SECRET }).events).toBe(joggSchemas)
    expect(hoox({ callbackSecret: SECRET }).events).toBe(hooxSchemas)
    expect(Object.keys(joggSchemas).sort()).toEqual(Object.keys(joggSamples).sort())
    expect(Object.keys(hooxSchemas).sort()).toEqual(Object.keys(hooxSamples).sort())
  })

  test('are made once', () => {
    expect(joggSchemas.create_avatar_failed).toBe(joggSchemas.create_avatar_failed)
    expect(hooxSchemas['avatar_edit.failed']).toBe(hooxSchemas['avatar_edit.failed'])
  })

  test("of JoggAI can be extended for a provider of one's own", async () => {
    const extended = defineProvider({
      ...jogg({ secret: SECRET }),
      events: {
        ...joggSchemas,
        generated_avatar_video_success: z.extend(joggSchemas.generated_avatar_video_success, {
          campaign: z.pipe(z.string(), z.transform(Number)),
        }),
      },
    })
    const got = vi.fn()
    const { receiver } = testReceiver(extended, {
      on: {
        generated_avatar_video_success: ({ campaign, data }) =>
          got(campaign satisfies number, data.video_url satisfies string | undefined),
      },
    })
    const body = {
      event_id: 'evt_1',
      event: 'generated_avatar_video_success',
      data: { video_url: 'https://res.jogg.ai/1.mp4' },
    }
    const send = async (fields: object) =>
      receiver.receive(
        await joggDelivery('generated_avatar_video_success', {
          secret: SECRET,
          body: JSON.stringify({ ...body, ...fields }),
        }),
      )
    expect(await send({ campaign: '7' })).toMatchObject({ kind: 'processed' })
    expect(got.mock.calls).toEqual([[7, 'https://res.jogg.ai/1.mp4']])
    // The extended schema requires the field.
    expect(await send({ event_id: 'evt_2' })).toMatchObject({ kind: 'unrecognized', status: 422 })
  })

  test("of Hoox can be extended for a provider of one's own", async () => {
    const extended = defineProvider({
      ...hoox({ callbackSecret: SECRET }),
      events: {
        ...hooxSchemas,
        'video_export.completed': z.extend(hooxSchemas['video_export.completed'], {
          region: z._default(z.string(), 'eu'),
        }),
      },
    })
    const got = vi.fn()
    const { receiver } = testReceiver(extended, {
      on: {
        'video_export.completed': ({ region, job_id }) =>
          got(region satisfies string, job_id satisfies string),
      },
    })
    const delivery = await hooxDelivery('video_export.completed', { callbackSecret: SECRET })
    expect(await receiver.receive(delivery)).toMatchObject({ kind: 'processed' })
    expect(got.mock.calls).toEqual([['eu', expect.any(String)]])
  })
})
