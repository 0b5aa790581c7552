import { describe, expect, test, vi } from 'vitest'
import { jogg } from '../index.js'
import { SECRET, testReceiver } from '../test-receiver.js'
import { joggDelivery, joggSamples } from '../testing/index.js'

/** As provider-facts and the guide list them, written out so that a lost one is noticed. */
const NAMES = [
  ...['generated_video', 'generated_avatar_video', 'generated_product_video', 'generated_template_video'],
  ...['generated_translate_video', 'create_avatar', 'generated_photo_avatar', 'generated_product_avatar'],
  ...['generated_script', 'generated_image', 'generated_motion'],
].flatMap((kind) => [`${kind}_success`, `${kind}_failed`])

/** What becomes of a properly signed body, and what the handler got. */
async function receive(name: string, body: unknown) {
  const handler = vi.fn()
  const { receiver, reports } = testReceiver(jogg({ secret: SECRET }), { on: { '*': handler } })
  const delivery = await joggDelivery(name, { secret: SECRET, body: JSON.stringify(body) })
  const { kind } = await receiver.receive(delivery)
  return { kind, event: handler.mock.calls[0]?.[0], reason: reports[0]?.reason }
}

const envelope = (event: string, data: unknown) => ({ event_id: 'evt_1', event, timestamp: 1732806631, data })

describe('the events', () => {
  test('are the 22 that some version of the documentation lists', () => {
    expect(Object.keys(jogg({ secret: SECRET }).events).sort()).toEqual(NAMES.sort())
    expect(Object.keys(joggSamples).sort()).toEqual(NAMES.sort())
  })

  test.each(NAMES)('%s runs its handler with what was sent', async (name) => {
    const handler = vi.fn()
    const { receiver } = testReceiver(jogg({ secret: SECRET }))
    receiver.on(name as keyof typeof joggSamples, handler)
    const delivery = await joggDelivery(name, { secret: SECRET, event_id: 'evt_1' })
    expect((await receiver.receive(delivery)).kind).toBe('processed')
    const [event, context] = handler.mock.calls[0] ?? []
    expect(event).toEqual(JSON.parse(new TextDecoder().decode(delivery.body)))
    expect(context).toMatchObject({ provider: 'jogg', eventName: name, identity: 'evt_1' })
  })
})

describe("the guide's payloads", () => {
  test.each([
    {
      event_id: 'evt_123456789',
      event: 'generated_avatar_video_success',
      timestamp: 1732806631,
      data: {
        video_id: 'video_123456',
        status: 'completed',
        video_url: 'https://res.jogg.ai/video.mp4',
        cover_url: 'https://res.jogg.ai/cover.jpg',
        duration: 30,
      },
    },
    {
      event_id: 'evt_123456789',
      event: 'generated_avatar_video_failed',
      timestamp: 1732806631,
      data: {
        video_id: 'video_123456',
        status: 'failed',
        error: { code: 50000, message: 'Video generation failed' },
      },
    },
    {
      event_id: 'evt_987654321',
      event: 'generated_photo_avatar_success',
      timestamp: 1732806631,
      data: {
        avatar_id: 123,
        status: 'completed',
        preview_url: 'https://res.jogg.ai/avatar-preview.mp4',
        cover_url: 'https://res.jogg.ai/avatar-cover.jpg',
      },
    },
  ])('$event is processed as it stands', async (payload) => {
    expect(await receive(payload.event, payload)).toMatchObject({ kind: 'processed', event: payload })
  })
})

describe('what the field shows beyond the guide', () => {
  test.each([
    ['a number as id', 'generated_avatar_video_failed', { video_id: 42, status: 'failed' }],
    ['a bare err_msg', 'generated_avatar_video_failed', { video_id: 'v', status: 'failed', err_msg: 'no' }],
    ['a string as error code', 'generated_script_failed', { error: { code: 'E1', message: 'no' } }],
    ['an error of null', 'generated_script_failed', { error: null, err_msg: null }],
    ['an error with nothing in it', 'generated_script_failed', { error: {} }],
    ['undocumented data without any field', 'generated_image_success', {}],
    ['null in optional fields', 'generated_motion_success', { motion_id: null, motion_preview_url: null }],
    [
      'scripts',
      'generated_script_success',
      { generated_scripts: [{ script_style: 'S', script_paragraphs: ['p'] }] },
    ],
    ['a status that is new', 'generated_video_success', { status: 'archived' }],
  ])('%s is processed', async (_, name, data) => {
    expect(await receive(name, envelope(name, data))).toMatchObject({ kind: 'processed', event: { data } })
  })

  test('unknown fields pass through to the handler, at every level', async () => {
    const data = {
      video_id: 'v',
      status: 'failed',
      error: { code: 1, retriable: true },
      credits: { left: 3 },
    }
    const body = { ...envelope('generated_avatar_video_failed', data), api_version: 2 }
    expect((await receive('generated_avatar_video_failed', body)).event).toEqual(body)
  })
})

describe('what would make the types of a handler lie is unrecognized', () => {
  const video = joggSamples.generated_avatar_video_success
  const name = 'generated_avatar_video_success'
  test.each<[string, string, unknown, string]>([
    [
      'a documented field of another type',
      name,
      envelope(name, { ...video, duration: '30' }),
      'data.duration',
    ],
    ['a documented field of null', name, envelope(name, { ...video, video_url: null }), 'data.video_url'],
    [
      'a documented field that is missing',
      name,
      envelope(name, { ...video, video_id: undefined }),
      'data.video_id',
    ],
    [
      'an optional field of another type',
      'generated_image_success',
      envelope('generated_image_success', { image_url: 7 }),
      'data.image_url',
    ],
    [
      'an error that is a string',
      'generated_script_failed',
      envelope('generated_script_failed', { error: 'no' }),
      'data.error',
    ],
    [
      'a paragraph that is no string',
      'generated_script_success',
      envelope('generated_script_success', { generated_scripts: [{ script_paragraphs: [1] }] }),
      'data.generated_scripts.0.script_paragraphs.0',
    ],
    ['data that is a list', name, envelope(name, []), 'data'],
    [
      'a list of which no field is demanded',
      'generated_image_success',
      envelope('generated_image_success', []),
      'data',
    ],
    [
      'an error that is a list',
      'generated_script_failed',
      envelope('generated_script_failed', { error: [] }),
      'data.error',
    ],
    ['no data', name, { event_id: 'evt_1', event: name, timestamp: 1 }, 'data'],
    ['a timestamp that is a string', name, { ...envelope(name, video), timestamp: 'now' }, 'timestamp'],
    ['no event_id', name, { ...envelope(name, video), event_id: undefined }, 'event_id'],
    ['an empty event_id', name, { ...envelope(name, video), event_id: '' }, 'event_id'],
    ['an event_id that is a number', name, { ...envelope(name, video), event_id: 7 }, 'event_id'],
    ['no event', name, { ...envelope(name, video), event: undefined }, 'event'],
    ['the name of a property of every object', 'constructor', envelope('constructor', {}), 'constructor'],
    ['the name __proto__', '__proto__', envelope('__proto__', {}), '__proto__'],
    ['the name *', '*', envelope('*', {}), '*'],
  ])('%s', async (_, headerName, body, field) => {
    const { kind, event, reason } = await receive(headerName, body)
    expect(kind).toBe('unrecognized')
    expect(event).toBeUndefined()
    expect(reason).toContain(`"${field}"`)
  })
})
