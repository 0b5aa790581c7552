import { answer } from '@vidhook/test-servers'
import { describe, expect, test } from 'vitest'
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
    ]
    expect(api.jobs.map(({ task }) => task)).toEqual([
      'video_generate',
      'video_export',
      'avatar_create',
      'avatar_edit',
    ])
    for (const [index, job] of jobs.entries()) expect(job).toMatchObject({ ...api.jobs[index]?.ids })
    expect(new Set(api.jobs.map((job) => job.webhookUrl))).toEqual(new Set([webhook_url]))
    expect(api.requests[0]).toMatchObject({
      path: '/api/public/v1/generation/start',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: { prompt: 'A video', voice_id: 'v1', webhook_url },
    })
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

  test('refuses an edit without a look, and an export without a video', async () => {
    const { api, client } = await hooxApi()
    const edit = client.avatar.edit({ avatar_id: 'a1', look_id: '', prompt: 'A hat', webhook_url })
    expect((await errorOf(edit)).message).toContain('look_id is needed')
    const exported = client.export.start({ video_id: '', webhook_url })
    expect((await errorOf(exported)).message).toContain('video_id is needed')
    expect(api.requests).toEqual([])
  })

  test('refuses what is no JSON', async () => {
    const { api, client } = await hooxApi()
    const error = await errorOf(client.generation.start({ webhook_url, duration: 60n as never }))
    expect(error).toMatchObject({ code: 'invalid_request', maybeDone: false })
    expect(error.message).toContain('cannot be written as JSON')
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
      expect(error.message).toContain('It may have taken effect all the same')
    }
    const refused = await errorOf(client.generation.start({ prompt: 'A video', webhook_url }))
    expect(refused).toMatchObject({ code: 'rate_limited', maybeDone: false })
    expect(callsOf(api)).toHaveLength(6)
  })
})
