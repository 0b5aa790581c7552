import { describe, expect, test, vi } from 'vitest'
import { hoox } from '../../index.js'
import { hooxDelivery, hooxSamples } from '../../testing/index.js'
import { testReceiver } from '../../testing/test-receiver.js'

const TASKS = ['video_generate', 'video_export', 'avatar_create', 'avatar_edit', 'asset_generation'] as const
const NAMES = TASKS.flatMap((task) => [`${task}.completed`, `${task}.failed`] as const)

async function receive(body: unknown) {
  const handler = vi.fn()
  const { receiver, reports } = testReceiver(hoox(), { on: { '*': handler } })
  const { kind } = await receiver.receive(await hooxDelivery('any.thing', { body: JSON.stringify(body) }))
  return { kind, event: handler.mock.calls[0]?.[0], deviations: reports[0]?.deviations }
}

describe('the events', () => {
  test('are the ten pairs of task and status', () => {
    expect(Object.keys(hoox().events).sort()).toEqual([...NAMES].sort())
    expect(Object.keys(hooxSamples).sort()).toEqual([...NAMES].sort())
  })

  test.each(NAMES)('%s runs its handler with the sent event', async (name) => {
    const handler = vi.fn()
    const { receiver } = testReceiver(hoox())
    receiver.on(name, handler)
    const delivery = await hooxDelivery(name)
    expect((await receiver.receive(delivery)).kind).toBe('processed')
    const [event, context] = handler.mock.calls[0] ?? []
    expect(event).toEqual(JSON.parse(new TextDecoder().decode(delivery.body)))
    expect(context).toMatchObject({ provider: 'hoox', eventName: name })
  })

  test.each(TASKS)(
    'a handler for the task %s gets the events of both statuses and no others',
    async (task) => {
      const names: string[] = []
      const { receiver } = testReceiver(hoox())
      receiver.on(task, (event) => names.push(`${event.task}.${event.status}`))
      for (const name of NAMES) await receiver.receive(await hooxDelivery(name))
      expect(names).toEqual([`${task}.completed`, `${task}.failed`])
    },
  )

  test("'*' gets all of them", async () => {
    const handler = vi.fn()
    const { receiver } = testReceiver(hoox(), { on: { '*': handler } })
    for (const name of NAMES) await receiver.receive(await hooxDelivery(name))
    expect(handler.mock.calls.map(([, context]) => context.eventName)).toEqual(NAMES)
  })
})

describe("the guide's payloads", () => {
  test.each([
    {
      task: 'video_generate',
      job_id: 'run_01234567890abcdef',
      status: 'completed',
      result: {
        video_id: 'video_abcdef1234567890',
        thumbnail_url: 'https://cdn.hoox.video/thumbnails/video_123.jpg',
        cost: 5,
        created_at: '2024-01-15T10:30:00Z',
      },
    },
    {
      task: 'video_generate',
      job_id: 'run_01234567890abcdef',
      status: 'failed',
      error: { code: 'INSUFFICIENT_CREDITS', message: 'Not enough credits to complete video generation' },
    },
  ])('$task $status is processed unchanged', async (payload) => {
    expect(await receive(payload)).toEqual({ kind: 'processed', event: payload, deviations: [] })
  })
})

describe('forms that are not in the guide', () => {
  const exported = { task: 'video_export', job_id: 'run_1', status: 'completed' }
  const edited = { task: 'avatar_edit', avatar_id: 'a', look_id: 'l' }
  const FILE = 'https://cdn.hoox.video/v.mp4'

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['the file as download_url', { ...exported, result: { download_url: FILE } }, {}],
    [
      'the file as video_url',
      { ...exported, result: { video_url: FILE } },
      { result: { video_url: FILE, download_url: FILE } },
    ],
    [
      'an error code in lower case',
      { ...edited, status: 'failed', error: { code: 'insufficient_credits' } },
      {},
    ],
    [
      'an error without a message',
      { ...edited, status: 'failed', error: { code: 'E', message: null } },
      { error: { code: 'E' } },
    ],
    ['an error without a code', { ...edited, status: 'failed', error: {} }, {}],
    ['no error', { ...edited, status: 'failed' }, { error: {} }],
    ['an error of null', { ...edited, status: 'failed', error: null }, { error: {} }],
    ['an avatar without a result', { ...edited, status: 'completed' }, { result: {} }],
    ['a result of null', { ...exported, result: null }, { result: {} }],
    ['numbers as ids', { ...edited, avatar_id: 1, look_id: 2, status: 'completed', result: {} }, {}],
    ['a number as a job', { ...exported, job_id: 7, result: {} }, { job_id: '7' }],
    ['fields that are null', { ...exported, result: { thumbnail_url: null, cost: null } }, { result: {} }],
    [
      'fields that are new',
      { ...exported, job: { queue: 'fast' }, result: { codec: 'av1', sizes: [1, 2] } },
      {},
    ],
  ])('%s is processed', async (_, body, read) => {
    expect(await receive(body)).toEqual({ kind: 'processed', event: { ...body, ...read }, deviations: [] })
  })

  test.each<[string, unknown, Record<string, unknown>]>([
    [
      'a video_id is a generation',
      { video_id: 'v_1' },
      { task: 'video_generate', result: { video_id: 'v_1' } },
    ],
    [
      'a download_url is an export',
      { download_url: FILE },
      { task: 'video_export', result: { download_url: FILE } },
    ],
    ['a file with a video_id is an export', { video_id: 'v_1', video_url: FILE }, { task: 'video_export' }],
  ])('without a task, %s', async (_, result, event) => {
    for (const task of [undefined, null])
      expect(await receive({ task, job_id: 'run_1', status: 'completed', result })).toMatchObject({
        kind: 'processed',
        event,
        deviations: [],
      })
  })

  test.each([
    [
      'a result that is a list',
      { ...exported, result: [] },
      { result: {} },
      { field: 'result', found: 'array' },
    ],
    [
      'a cost that is a string',
      { ...exported, result: { cost: '5' } },
      { result: {} },
      { field: 'result.cost', found: 'string' },
    ],
    [
      'an error that is a string',
      { ...edited, status: 'failed', error: 'no' },
      { error: {} },
      { field: 'error', found: 'string' },
    ],
  ])('%s is left out and reported', async (_, body, read, deviation) => {
    expect(await receive(body)).toEqual({
      kind: 'processed',
      event: { ...body, ...read },
      deviations: [deviation],
    })
  })
})
