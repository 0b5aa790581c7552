import { answer, type Interference } from '@vidhook/test-servers'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { callsOf, errorOf, hooxApi, KEY } from './clients.js'

const webhook_url = 'https://example.com/webhooks/hoox?vidhook=-.c2VjcmV0'

describe('HooxClient', () => {
  test('starts each kind of job, and answers with the ids of its webhook', async () => {
    const { api, client } = await hooxApi()
    const jobs = [
      await client.generation.start({ prompt: 'A video', voice_id: 'v1', webhook_url }),
      await client.export.start({ video_id: 'video_1', webhook_url }),
      await client.avatar.create({ prompt: 'An avatar', webhook_url }),
      await client.avatar.edit({ avatar_id: 'a1', look_id: 'l1', prompt: 'A hat', webhook_url }),
      await client.asset.start({ type: 'image', model: 'flux-2-pro', prompt: 'A fox', webhook_url }),
    ]
    expect(api.jobs.map(({ task }) => task)).toEqual([
      'video_generate',
      'video_export',
      'avatar_create',
      'avatar_edit',
      'asset_generation',
    ])
    for (const [index, job] of jobs.entries()) expect(job).toMatchObject({ ...api.jobs[index]?.ids })
    expect(new Set(api.jobs.map((job) => job.webhookUrl))).toEqual(new Set([webhook_url]))
    expect(api.requests[0]).toMatchObject({
      path: '/api/public/v1/generation/start',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: { prompt: 'A video', voice_id: 'v1', webhook_url },
    })
  })

  test('starts several assets at once, and answers with an id and the cost of each', async () => {
    const { api, client } = await hooxApi()
    const request = {
      type: 'video',
      model: 'kling-v3-pro',
      prompt: 'A fox',
      generation_count: 3,
      webhook_url,
    }
    const job = await client.asset.start(request)
    expect(job).toEqual({
      asset_ids: api.jobs[0]?.ids.asset_ids,
      status: 'generating',
      cost_per_generation: 5,
      total_cost: 15,
      count: 3,
    })
    expect(new Set(job.asset_ids).size).toBe(3)
    expect(api.requests[0]).toMatchObject({ path: '/api/public/v1/asset/start', body: request })
  })

  test('hands parameters on that it does not know', async () => {
    const { api, client } = await hooxApi()
    await client.generation.start({ prompt: 'A video', webhook_url, web_search: { script: true } })
    expect(api.requests[0]?.body).toEqual({ prompt: 'A video', webhook_url, web_search: { script: true } })
  })

  test('takes a 200 for a 201', async () => {
    const { api, client } = await hooxApi()
    api.interfere((_, response) => answer(response, 200, { job_id: 'run_1' }))
    expect(await client.generation.start({ prompt: 'A video', webhook_url })).toEqual({ job_id: 'run_1' })
  })

  test('stops when the credits are used up', async () => {
    const { api, client } = await hooxApi()
    api.credits = 5
    await client.generation.start({ prompt: 'A video', webhook_url })
    const error = await errorOf(client.generation.start({ prompt: 'Another', webhook_url }))
    expect(error).toMatchObject({ code: 'insufficient_credits', status: 402, maybeDone: false })
    expect(error.message).toContain('Buy credits')
    expect(api.jobs).toHaveLength(1)
  })

  test.each([
    ['http://example.com/hooks?vidhook=token', /webhook_url must be https/],
    ['/hooks', /webhook_url must be an absolute https URL/],
    [undefined, /webhook_url must be an absolute https URL/],
  ])('refuses the webhook URL %s, without repeating its query', async (url, message) => {
    const { api, client } = await hooxApi()
    const error = await errorOf(client.generation.start({ webhook_url: url as string }))
    expect(error.code).toBe('invalid_request')
    expect(error.message).toMatch(message)
    expect(error.message).not.toContain('token')
    expect(api.requests).toEqual([])
  })

  test('refuses an edit without a look, an export without a video, and an asset without a model', async () => {
    const { api, client } = await hooxApi()
    const edit = client.avatar.edit({ avatar_id: 'a1', look_id: '', prompt: 'A hat', webhook_url })
    expect((await errorOf(edit)).message).toContain('look_id is required')
    const exported = client.export.start({ video_id: '', webhook_url })
    expect((await errorOf(exported)).message).toContain('video_id is required')
    const asset = client.asset.start({ type: 'image', model: '', prompt: 'A fox', webhook_url })
    expect((await errorOf(asset)).message).toContain('model is required')
    expect(api.requests).toEqual([])
  })

  test('refuses what is no JSON', async () => {
    const { api, client } = await hooxApi()
    const error = await errorOf(client.generation.start({ webhook_url, duration: 60n as never }))
    expect(error).toMatchObject({ code: 'invalid_request', maybeDone: false })
    expect(error.message).toContain('cannot be serialized as JSON')
    expect(api.requests).toEqual([])
  })

  test('never sends a job twice, whatever is answered', async () => {
    const { api, client } = await hooxApi({ retries: 5, timeoutMs: 2_000 })
    api.interfere(
      (_, response) => answer(response, 503, {}),
      (_, response) => response.destroy(),
      (_, response) => response.end('not JSON'),
      (_, response) => answer(response, 201, { job: 'run_1' }),
      () => {}, // no answer at all
      (_, response) => answer(response, 429, {}, { 'retry-after': '0' }),
    )
    const codes = ['system_error', 'unreachable', 'unexpected_answer', 'unexpected_answer', 'timeout']
    for (const code of codes) {
      const error = await errorOf(client.generation.start({ prompt: 'A video', webhook_url }))
      expect(error).toMatchObject({ code, maybeDone: true })
      expect(error.message).toContain('The call may have taken effect')
    }
    const refused = await errorOf(client.generation.start({ prompt: 'A video', webhook_url }))
    expect(refused).toMatchObject({ code: 'rate_limited', maybeDone: false })
    expect(callsOf(api)).toHaveLength(6)
  })
})

describe('the status', () => {
  const error = { code: 'GENERATION_FAILED', message: 'Video generation failed' }

  test('of a generation leads to the video', async () => {
    const { api, client } = await hooxApi()
    const { job_id } = await client.generation.start({ prompt: 'A video', webhook_url })
    expect(await client.generation.status(job_id)).toEqual({ job_id, status: 'pending' })
    const completed = {
      status: 'completed',
      progress_step: 100,
      current_step: null,
      result: { video_id: 'vid_1', thumbnail_url: 'https://cdn.example/t', duration: 62.5, cost: 45 },
    }
    api.settle(job_id, completed)
    expect(await client.generation.status(job_id)).toEqual({ job_id, ...completed })
    api.settle(job_id, { status: 'failed', error })
    expect(await client.generation.status(job_id)).toEqual({ job_id, status: 'failed', error })
  })

  test('of an export leads to the file', async () => {
    const { api, client } = await hooxApi()
    const { job_id } = await client.export.start({ video_id: 'vid_1', webhook_url })
    const completed = {
      status: 'completed',
      progress: 100,
      result: { video_url: 'https://cdn.example/v', cost: 0 },
    }
    api.settle(job_id, completed)
    expect(await client.export.status(job_id)).toEqual({ job_id, ...completed })
    expect((await errorOf(client.generation.status(job_id))).code).toBe('not_found')
  })

  test('of a look is asked for with what the start answered', async () => {
    const { api, client } = await hooxApi()
    const look = await client.avatar.create({ prompt: 'A pilot', webhook_url })
    const completed = { status: 'completed', result: { id: look.look_id, look_name: 'Casual' } }
    api.settle(look.look_id, completed)
    expect(await client.avatar.status(look)).toEqual({ ...look, ...completed })
  })

  test('of each asset leads to its file', async () => {
    const { api, client } = await hooxApi()
    const { asset_ids } = await client.asset.start({
      type: 'image',
      model: 'flux-2-pro',
      prompt: 'A fox',
      generation_count: 2,
      webhook_url,
    })
    const [done, waiting] = asset_ids
    const completed = {
      status: 'completed',
      type: 'image',
      url: 'https://cdn.example/a',
      width: 1920,
      height: 1080,
      cost: 8,
      generation_params: { model: 'flux-2-pro' },
    }
    api.settle(done, completed)
    expect(await client.asset.status(String(done))).toEqual({ asset_id: done, ...completed })
    expect(await client.asset.status(String(waiting))).toEqual({ asset_id: waiting, status: 'generating' })
  })

  test('has the id that was asked for, also where the answer has none', async () => {
    const { api, client } = await hooxApi()
    const failed = { status: 'failed', error }
    const nothing: Interference = (_, response) => answer(response, 200, failed)
    api.interfere(nothing, nothing, nothing, nothing)
    expect(await client.generation.status('run_1')).toEqual({ job_id: 'run_1', ...failed })
    expect(await client.export.status('run_1')).toEqual({ job_id: 'run_1', ...failed })
    expect(await client.asset.status('asset_1')).toEqual({ asset_id: 'asset_1', ...failed })
    const look = { avatar_id: 'a', look_id: 'l' }
    expect(await client.avatar.status(look)).toEqual({ ...look, ...failed })
  })

  test('is asked again after a trouble that may pass', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    onTestFinished(() => void vi.restoreAllMocks())
    const { api, client } = await hooxApi()
    const { job_id } = await client.generation.start({ prompt: 'A video', webhook_url })
    api.interfere((_, response) => answer(response, 503, {}))
    expect((await client.generation.status(job_id)).status).toBe('pending')
    expect(api.requests).toHaveLength(3)
  })

  test('of an id with strange characters asks for no other call', async () => {
    const { api, client } = await hooxApi()
    const strange = 'a/../b?c=d#e&f'
    await errorOf(client.asset.status(strange))
    await errorOf(client.avatar.status({ avatar_id: strange, look_id: strange }))
    const encoded = 'a%2F..%2Fb%3Fc%3Dd%23e%26f'
    expect(callsOf(api)).toEqual([
      `GET /api/public/v1/asset/status/${encoded}`,
      `GET /api/public/v1/avatar/status?avatar_id=${encoded}&look_id=${encoded}`,
    ])
  })

  test.each(['', '.', '..', 7 as never])('is not asked for with the id %j', async (id) => {
    const { api, client } = await hooxApi()
    const calls = [
      client.generation.status(id),
      client.export.status(id),
      client.avatar.status({ avatar_id: 'a', look_id: id }),
      client.asset.status(id),
    ]
    for (const call of calls) expect((await errorOf(call)).code).toBe('invalid_request')
    expect(api.requests).toEqual([])
  })
})
