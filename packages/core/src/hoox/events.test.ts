import { describe, expect, test, vi } from 'vitest'
import { hoox } from '../index.js'
import { testReceiver } from '../test-receiver.js'
import { hooxDelivery, hooxSamples } from '../testing/index.js'

const TASKS = ['video_generate', 'video_export', 'avatar_create', 'avatar_edit'] as const
const NAMES = TASKS.flatMap((task) => [`${task}.completed`, `${task}.failed`] as const)

async function receive(body: unknown) {
  const handler = vi.fn()
  const { receiver } = testReceiver(hoox(), { on: { '*': handler } })
  const { kind } = await receiver.receive(await hooxDelivery('any.thing', { body: JSON.stringify(body) }))
  return { kind, event: handler.mock.calls[0]?.[0] }
}

describe('the events', () => {
  test('are the eight pairs of task and status', () => {
    expect(Object.keys(hoox().events).sort()).toEqual([...NAMES].sort())
    expect(Object.keys(hooxSamples).sort()).toEqual([...NAMES].sort())
  })

  test.each(NAMES)('%s runs its handler with what was sent', async (name) => {
    const handler = vi.fn()
    const { receiver } = testReceiver(hoox())
    receiver.on(name, handler)
    const delivery = await hooxDelivery(name)
    expect((await receiver.receive(delivery)).kind).toBe('processed')
    const [event, context] = handler.mock.calls[0] ?? []
    expect(event).toEqual(JSON.parse(new TextDecoder().decode(delivery.body)))
    expect(context).toMatchObject({ provider: 'hoox', eventName: name })
  })

  test.each(TASKS)('%s, the bare task, hears both of its statuses and nothing else', async (task) => {
    const names: string[] = []
    const { receiver } = testReceiver(hoox())
    receiver.on(task, (event) => names.push(`${event.task}.${event.status}`))
    for (const name of NAMES) await receiver.receive(await hooxDelivery(name))
    expect(names).toEqual([`${task}.completed`, `${task}.failed`])
  })

  test("'*' hears all of them", async () => {
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
  ])('$task $status is processed as it stands', async (payload) => {
    expect(await receive(payload)).toEqual({ kind: 'processed', event: payload })
  })
})

describe('what the field shows beyond the guide', () => {
  const exported = { task: 'video_export', job_id: 'run_1', status: 'completed' }
  const edited = { task: 'avatar_edit', avatar_id: 'a', look_id: 'l' }
  test.each([
    ['the file as video_url', { ...exported, result: { video_url: 'https://cdn.hoox.video/v.mp4' } }],
    ['the file as download_url', { ...exported, result: { download_url: 'https://cdn.hoox.video/v.mp4' } }],
    ['an error code in lower case', { ...edited, status: 'failed', error: { code: 'insufficient_credits' } }],
    ['an error without a message', { ...edited, status: 'failed', error: { code: 'E', message: null } }],
    ['an avatar without a result', { ...edited, status: 'completed' }],
    ['numbers as ids', { ...edited, avatar_id: 1, look_id: 2, status: 'completed', result: null }],
    ['fields that are null', { ...exported, result: { thumbnail_url: null, cost: null, created_at: null } }],
    ['fields that are new', { ...exported, job: { queue: 'fast' }, result: { codec: 'av1', sizes: [1, 2] } }],
  ])('%s is processed as it stands', async (_, body) => {
    expect(await receive(body)).toEqual({ kind: 'processed', event: body })
  })
})
