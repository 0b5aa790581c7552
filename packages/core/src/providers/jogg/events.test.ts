import { describe, expect, test, vi } from 'vitest'
import { jogg } from '../../index.js'
import { joggDelivery, joggSamples } from '../../testing/index.js'
import { SECRET, testReceiver } from '../../testing/test-receiver.js'

/** All names in the guide and in other documentation, written out so that a missing one is noticed. */
const NAMES = [
  ...['generated_video', 'generated_avatar_video', 'generated_product_video', 'generated_template_video'],
  ...['generated_translate_video', 'create_avatar', 'generated_photo_avatar', 'generated_product_avatar'],
  ...['generated_script', 'generated_image', 'generated_motion'],
].flatMap((kind) => [`${kind}_success`, `${kind}_failed`])

/** The outcome of a correctly signed body, and the handler's event. */
async function receive(name: string, body: unknown) {
  const handler = vi.fn()
  const { receiver, reports } = testReceiver(jogg({ secret: SECRET }), { on: { '*': handler } })
  const delivery = await joggDelivery(name, { secret: SECRET, body: JSON.stringify(body) })
  const { kind } = await receiver.receive(delivery)
  const { reason, deviations } = reports[0] ?? {}
  return { kind, event: handler.mock.calls[0]?.[0], reason, deviations }
}

const envelope = (event: string, data: unknown) => ({ event_id: 'evt_1', event, timestamp: 1732806631, data })

describe('the events', () => {
  test('are the 22 in any version of the documentation', () => {
    expect(Object.keys(jogg({ secret: SECRET }).events).sort()).toEqual(NAMES.sort())
    expect(Object.keys(joggSamples).sort()).toEqual(NAMES.sort())
  })

  test.each(NAMES)('%s runs its handler with the sent event', async (name) => {
    const handler = vi.fn()
    const { receiver } = testReceiver(jogg({ secret: SECRET }))
    receiver.on(name as keyof typeof joggSamples, handler)
    const delivery = await joggDelivery(name, { secret: SECRET, event_id: 'evt_1' })
    expect((await receiver.receive(delivery)).kind).toBe('processed')
    const [event, context] = handler.mock.calls[0] ?? []
    expect(event).toMatchObject(JSON.parse(new TextDecoder().decode(delivery.body)))
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
  ])('$event is processed unchanged', async (payload) => {
    expect(await receive(payload.event, payload)).toMatchObject({ kind: 'processed', event: payload })
  })
})

describe('forms that are not in the guide', () => {
  test.each([
    ['a number as id', 'generated_avatar_video_failed', { video_id: 42, status: 'failed' }],
    ['a bare err_msg', 'generated_avatar_video_failed', { video_id: 'v', status: 'failed', err_msg: 'no' }],
    ['a string as error code', 'generated_script_failed', { error: { code: 'E1', message: 'no' } }],
    ['an error with nothing in it', 'generated_script_failed', { error: {} }],
    ['undocumented data without any field', 'generated_image_success', {}],
    [
      'scripts',
      'generated_script_success',
      { generated_scripts: [{ script_style: 'S', script_paragraphs: ['p'] }] },
    ],
    ['a status that is new', 'generated_video_success', { status: 'archived' }],
  ])('%s is processed', async (_, name, data) => {
    expect(await receive(name, envelope(name, data))).toMatchObject({ kind: 'processed', event: { data } })
  })

  test('unknown fields are passed to the handler, at every level', async () => {
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

describe('fields that JoggAI sends and its guide does not show', () => {
  const name = 'generated_avatar_video_success'

  test('video_id is set if the id was sent as project_id', async () => {
    const data = { project_id: 'p_1', video_url: 'https://res.example/v.mp4', duration: 121 }
    expect(await receive(name, envelope(name, data))).toMatchObject({
      kind: 'processed',
      event: { data: { ...data, video_id: 'p_1' } },
      deviations: [],
    })
  })

  test('a sent video_id is kept if there is also a project_id', async () => {
    const data = { project_id: 'p_1', video_id: 'v_1' }
    expect((await receive(name, envelope(name, data))).event.data).toEqual(data)
  })

  test("an err_msg becomes the error's message", async () => {
    const data = { project_id: 'p_1', err_msg: 'no' }
    const { event } = await receive(
      'generated_avatar_video_failed',
      envelope('generated_avatar_video_failed', data),
    )
    expect(event.data).toEqual({ ...data, video_id: 'p_1', error: { message: 'no' } })
  })

  test.each([
    ['absent', undefined],
    ['null', null],
  ])('data that is %s is an object for the handler, and so is the error of a failure', async (_, data) => {
    expect((await receive(name, envelope(name, data))).event.data).toEqual({})
    const failed = await receive('generated_script_failed', envelope('generated_script_failed', data))
    expect(failed.event.data).toEqual({ error: {} })
    expect(failed.deviations).toEqual([])
  })

  test('null is left out, and is no deviation', async () => {
    const { event, deviations } = await receive(name, {
      ...envelope(name, { video_url: null, duration: 3, new_field: null }),
      timestamp: null,
    })
    expect(event).toEqual({ event_id: 'evt_1', event: name, data: { duration: 3, new_field: null } })
    expect(deviations).toEqual([])
  })
})

describe('a field of another type is left out of the event and reported', () => {
  const name = 'generated_avatar_video_success'
  const failed = 'generated_script_failed'
  const script = { script_style: 'S' }
  test.each<[string, string, unknown, unknown, { field: string; found: string }[]]>([
    [
      'a number as a string',
      name,
      { duration: '30', video_url: 'u' },
      { video_url: 'u' },
      [{ field: 'data.duration', found: 'string' }],
    ],
    ['a URL as a list', name, { video_url: ['u'] }, {}, [{ field: 'data.video_url', found: 'array' }]],
    [
      'an id of an object',
      name,
      { video_id: {}, project_id: 7 },
      { project_id: 7, video_id: 7 },
      [{ field: 'data.video_id', found: 'object' }],
    ],
    ['an id beyond 2^53', name, { video_id: 2 ** 53 }, {}, [{ field: 'data.video_id', found: 'number' }]],
    ['data that is a list', name, [1], {}, [{ field: 'data', found: 'array' }]],
    ['data that is a string', name, 'no', {}, [{ field: 'data', found: 'string' }]],
    [
      'an error that is a string',
      failed,
      { error: 'no' },
      { error: {} },
      [{ field: 'data.error', found: 'string' }],
    ],
    [
      'an error that is a list',
      failed,
      { error: [] },
      { error: {} },
      [{ field: 'data.error', found: 'array' }],
    ],
    [
      'a paragraph that is no string',
      'generated_script_success',
      { generated_scripts: [script, { ...script, script_paragraphs: ['p', 1] }] },
      { generated_scripts: [script, script] },
      [{ field: 'data.generated_scripts.1.script_paragraphs.1', found: 'number' }],
    ],
    [
      'two fields at once',
      name,
      { video_url: 1, duration: true },
      {},
      [
        { field: 'data.video_url', found: 'number' },
        { field: 'data.duration', found: 'boolean' },
      ],
    ],
  ])('%s', async (_, event, data, left, deviations) => {
    expect(await receive(event, envelope(event, data))).toMatchObject({
      kind: 'processed',
      event: { ...envelope(event, left) },
      deviations,
    })
    expect((await receive(event, envelope(event, data))).event.data).toEqual(left)
  })

  test('a timestamp too', async () => {
    const { kind, event, deviations } = await receive(name, { ...envelope(name, {}), timestamp: 'now' })
    expect(kind).toBe('processed')
    expect(event).not.toHaveProperty('timestamp')
    expect(deviations).toEqual([{ field: 'timestamp', found: 'string' }])
  })
})

describe('a body without a name or an identity is unrecognized', () => {
  const video = joggSamples.generated_avatar_video_success
  const name = 'generated_avatar_video_success'
  test.each<[string, string, unknown, string]>([
    ['no event_id', name, { ...envelope(name, video), event_id: undefined }, '"event_id"'],
    ['an empty event_id', name, { ...envelope(name, video), event_id: '' }, '"event_id"'],
    [
      'an event_id that is a number',
      name,
      { ...envelope(name, video), event_id: 7 },
      '"event_id" is the number 7',
    ],
    [
      'an event_id beyond 2^53',
      name,
      { ...envelope(name, video), event_id: 2 ** 53 },
      'last digits were lost',
    ],
    ['no event', name, { ...envelope(name, video), event: undefined }, '"event"'],
    ['the name of a property of every object', 'constructor', envelope('constructor', {}), '"constructor"'],
    ['the name __proto__', '__proto__', envelope('__proto__', {}), '"__proto__"'],
    ['the name *', '*', envelope('*', {}), '"*"'],
    ['null', name, null, 'not an object'],
    ['a list', name, [], 'not an object'],
    ['a string', name, 'x', 'not an object'],
  ])('%s', async (_, headerName, body, said) => {
    const { kind, event, reason } = await receive(headerName, body)
    expect(kind).toBe('unrecognized')
    expect(event).toBeUndefined()
    expect(reason).toContain(said)
  })
})
