import { answer, type Interference } from '@vidhook/test-servers'
import { describe, expect, test } from 'vitest'
import { errorOf, hooxApi, joggApi, URL_OF_OURS } from './clients.js'

const says =
  (status: number, body: unknown): Interference =>
  (_, response) =>
    answer(response, status, body)

const webhook_url = 'https://example.com/hooks'
const asset = { type: 'image', model: 'flux-2-pro', prompt: 'A fox', webhook_url }

describe('a start that succeeded', () => {
  test.each([
    ['nothing else', { asset_ids: ['a1'] }, { asset_ids: ['a1'] }],
    ['fields that are new', { asset_ids: ['a1'], queue: 3 }, { asset_ids: ['a1'], queue: 3 }],
    [
      'fields of other types',
      { asset_ids: ['a1'], status: 7, cost_per_generation: '8', total_cost: {}, count: [] },
      { asset_ids: ['a1'] },
    ],
    [
      'fields that are null',
      { asset_ids: ['a1'], total_cost: null },
      { asset_ids: ['a1'], total_cost: null },
    ],
    ['ids that are numbers', { asset_ids: [71, 'a2'] }, { asset_ids: ['71', 'a2'] }],
  ])('is not lost for %s beside the ids', async (_, body, expected) => {
    const { api, client } = await hooxApi()
    api.interfere(says(201, body))
    expect(await client.asset.start(asset)).toEqual(expected)
  })

  test('has no field that was of another type, not even as undefined', async () => {
    const { api, client } = await hooxApi()
    api.interfere(says(201, { job_id: 'run_1', estimated_credits: '50' }))
    expect(Object.keys(await client.generation.start({ webhook_url }))).toEqual(['job_id'])
  })

  test.each([
    ['no ids', { status: 'generating' }, '"asset_ids" to be array, but it is missing'],
    ['an empty list of ids', { asset_ids: [] }, '"asset_ids"'],
    ['an id that is empty', { asset_ids: [''] }, '"asset_ids.0"'],
    ['an id that has lost digits', { asset_ids: [2 ** 60] }, '"asset_ids.0" to be string, but it is number'],
  ])('but has %s cannot be told apart, and says so', async (_, body, message) => {
    const { api, client } = await hooxApi()
    api.interfere(says(201, body))
    const error = await errorOf(client.asset.start(asset))
    expect(error).toMatchObject({ code: 'unexpected_answer', maybeDone: true })
    expect(error.message).toContain(message)
  })
})

describe('a status', () => {
  test.each([
    ['a result of another type', { result: 'done' }, {}],
    ['a result that is null', { result: null }, { result: null }],
    ['one field of another type', { result: { video_id: 'v', cost: '4' } }, { result: { video_id: 'v' } }],
    ['a video’s id that is a number', { result: { video_id: 42 } }, { result: { video_id: '42' } }],
    ['an error that is a text', { error: 'No credits' }, { error: { message: 'No credits' } }],
    ['an error of another type', { error: 7 }, {}],
    ['a progress of another type', { progress_step: '40 %' }, {}],
  ])('is not lost for %s', async (_, rest, expected) => {
    const { api, client } = await hooxApi()
    api.interfere(says(200, { status: 'completed', ...rest }))
    expect(await client.generation.status('run_1')).toEqual({
      job_id: 'run_1',
      status: 'completed',
      ...expected,
    })
  })

  test('that is new passes', async () => {
    const { api, client } = await hooxApi()
    api.interfere(says(200, { asset_id: 'a1', status: 'upscaling' }))
    expect((await client.asset.status('a1')).status).toBe('upscaling')
  })

  test('that is missing is not made up', async () => {
    const { api, client } = await hooxApi()
    api.interfere(says(200, { asset_id: 'a1' }))
    const error = await errorOf(client.asset.status('a1'))
    expect(error).toMatchObject({ code: 'unexpected_answer', maybeDone: false })
    expect(error.message).toContain('"status" to be string, but it is missing')
  })
})

describe('JoggAI’s endpoints', () => {
  const endpoint_id = 'wh_1'
  const whole = { endpoint_id, url: URL_OF_OURS, status: 'enabled', events: ['generated_script_failed'] }
  const list = (...endpoints: unknown[]) => says(200, { code: 0, msg: 'Success', data: { endpoints } })

  test('are listed also if one of them lacks fields, or has them in another form', async () => {
    const { api, client } = await joggApi()
    api.interfere(
      list(
        whole,
        { endpoint_id: 'wh_2' },
        { endpoint_id: 3, url: null, events: ['a', 7], created_at: 'now' },
      ),
    )
    expect(await client.endpoints.list()).toEqual([whole, { endpoint_id: 'wh_2' }, { endpoint_id: '3' }])
  })

  test.each([[{ code: 0, msg: 'Success' }], [{ code: 0, msg: 7, data: 'deleted' }]])(
    'are deleted when %j says so',
    async (body) => {
      const { api, client } = await joggApi()
      api.interfere(says(200, body))
      expect(await client.endpoints.delete(endpoint_id)).toBeUndefined()
    },
  )

  test.each([
    [{ code: 0 }],
    [{ code: 0, data: null }],
    [{ code: 0, data: true }],
    [{ code: 0, data: { endpoint_id } }],
    [{ code: 0, data: { endpoint_id, status: 1 } }],
  ])('are changed when %j says so', async (body) => {
    const { api, client } = await joggApi()
    api.interfere(list(whole), says(200, body))
    const changed = await client.endpoints.update(endpoint_id, { status: 'disabled' })
    expect(changed).toEqual({ ...whole, status: 'disabled' })
  })

  test('are created as they were asked for, where the answer does not repeat it', async () => {
    const { api, client } = await joggApi()
    api.interfere(list(), says(200, { code: 0, data: { endpoint_id, secret: 'whsec_1' } }))
    const { url, events } = whole
    expect(await client.endpoints.create({ url, events })).toEqual({ ...whole, secret: 'whsec_1' })
  })

  test('are not changed while what JoggAI wants to hear is unknown', async () => {
    const { api, client } = await joggApi()
    const { events: _, ...rest } = whole
    api.interfere(list(rest), list(rest), says(200, { code: 0 }))
    const error = await errorOf(client.endpoints.update(endpoint_id, { status: 'disabled' }))
    expect(error).toMatchObject({ code: 'invalid_request', maybeDone: false })
    expect(error.message).toContain('its list does not show all three')
    const changes = { status: 'disabled', events: whole.events } as const
    expect(await client.endpoints.update(endpoint_id, changes)).toEqual({ ...whole, ...changes })
  })
})

test('JoggAI’s list of events may be null', async () => {
  const { api, client } = await joggApi()
  api.interfere(says(200, { code: 0, data: { events: null } }))
  expect(await client.events.list()).toEqual([])
})

test('an answer in which all is of another type is refused without being searched through', async () => {
  const { api, client } = await joggApi()
  const endpoints = Array.from({ length: 20_000 }, () => ({ endpoint_id: 'a', url: 1, events: 1 }))
  api.interfere(says(200, { code: 0, data: { endpoints } }))
  expect((await errorOf(client.endpoints.list())).code).toBe('unexpected_answer')
})
