import { answer, type Interference } from '@vidhook/test-servers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { HooxClient } from '../src/index.js'
import { errorOf, hooxApi, joggApi, KEY } from './clients.js'

afterEach(() => {
  vi.useRealTimers()
})

const start = { prompt: 'A video', webhook_url: 'https://example.com/hooks' }
const NOW = 1_789_000_000_000

const says =
  (status: number, headers: Record<string, string>, body: unknown = {}): Interference =>
  (_, response) =>
    answer(response, status, body, headers)

describe('HooxClient.rateLimit', () => {
  test('is what the latest answer says, of a start, a status and a refusal', async () => {
    const { api, client } = await hooxApi()
    expect(client.rateLimit).toEqual({ limit: undefined, remaining: undefined, resetAt: undefined })
    const { job_id } = await client.generation.start(start)
    expect(client.rateLimit).toMatchObject({ limit: 100, remaining: 99 })
    expect(client.rateLimit.resetAt?.getTime()).toBeGreaterThan(Date.now())
    await client.generation.status(job_id)
    expect(client.rateLimit.remaining).toBe(98)
    await errorOf(client.generation.status('run_of_another'))
    expect(client.rateLimit.remaining).toBe(97)
    expect(api.remaining).toBe(97)
  })

  test('stays as it was if an answer does not say', async () => {
    const { api, client } = await hooxApi()
    await client.generation.start(start)
    api.interfere(says(429, {}))
    const error = await errorOf(client.generation.start(start))
    expect(error.rateLimit).toBeUndefined()
    expect(client.rateLimit).toMatchObject({ limit: 100, remaining: 99 })
  })
})

describe('an error', () => {
  test('says how many calls are left, whatever failed', async () => {
    const { client } = await hooxApi()
    const error = await errorOf(client.generation.status('run_of_another'))
    expect(error).toMatchObject({ code: 'not_found', rateLimit: { limit: 100, remaining: 99 } })
  })

  test('of a used-up limit says when to go on', async () => {
    const { api, client } = await hooxApi({ retries: 0 })
    api.remaining = 0
    const error = await errorOf(client.generation.start(start))
    expect(error).toMatchObject({ code: 'rate_limited', rateLimit: { limit: 100, remaining: 0 } })
    expect(error.retryAfterMs).toBeGreaterThan(50_000)
    expect(error.retryAfterMs).toBeLessThanOrEqual(61_000)
    expect(error.message).toMatch(/Too many requests\. Wait \d+ s, then try again\.$/)
  })

  test('prefers Retry-After to the reset', async () => {
    const { api, client } = await hooxApi()
    const reset = String(Math.ceil(Date.now() / 1000) + 60)
    api.interfere(says(429, { 'retry-after': '7', 'x-ratelimit-reset': reset }))
    const error = await errorOf(client.generation.start(start))
    expect(error).toMatchObject({
      retryAfterMs: 7000,
      rateLimit: { limit: undefined, resetAt: new Date(Number(reset) * 1000) },
    })
    expect(error.message).toContain('Wait 7 s, then try again.')
  })

  test.each([
    ['a reset that is past', 429, { 'x-ratelimit-reset': '1640995200' }],
    ['a reset of an answer that is no 429', 500, { 'x-ratelimit-reset': '99999999999' }],
    ['neither', 429, {}],
    ['a Retry-After below zero', 429, { 'retry-after': '-1' }],
    ['a Retry-After of half a second', 429, { 'retry-after': '0.5' }],
    ['a Retry-After that is no date', 429, { 'retry-after': 'soon' }],
    ['a Retry-After that no clock can count', 429, { 'retry-after': '9'.repeat(400) }],
  ])('does not say how long to wait after %s', async (_, status, headers) => {
    const { api, client } = await hooxApi()
    api.interfere(says(status, { ...headers }))
    expect((await errorOf(client.generation.start(start))).retryAfterMs).toBeUndefined()
  })

  test.each(['many', '-1', '1.5', '1e3', '', '9'.repeat(30), '100, 100'])(
    'leaves out a header that says %j',
    async (value) => {
      const { api, client } = await hooxApi()
      const headers = { 'x-ratelimit-limit': value, 'x-ratelimit-reset': value }
      api.interfere(says(400, { ...headers, 'x-ratelimit-remaining': '5' }), says(400, headers))
      const rateLimit = { limit: undefined, remaining: 5, resetAt: undefined }
      expect((await errorOf(client.generation.start(start))).rateLimit).toEqual(rateLimit)
      expect((await errorOf(client.generation.start(start))).rateLimit).toBeUndefined()
    },
  )

  test('of JoggAI’s has them as well, if its answer does', async () => {
    const { api, client } = await joggApi()
    api.interfere(says(200, { 'x-ratelimit-remaining': '0' }, { code: 429, msg: 'Too many' }))
    const error = await errorOf(client.endpoints.delete('wh_1'))
    expect(error).toMatchObject({ code: 'rate_limited', rateLimit: { remaining: 0 } })
  })
})

test('a status call waits for a reset that is near, and then asks again', async () => {
  vi.useFakeTimers({ now: NOW })
  const headers = { 'x-ratelimit-reset': String(NOW / 1000 + 20) }
  const fetch = vi
    .fn(async () => Response.json({ status: 'completed' }))
    .mockResolvedValueOnce(new Response('{}', { status: 429, headers }))
  const status = new HooxClient({ apiKey: KEY, fetch }).generation.status('run_1')
  await vi.advanceTimersByTimeAsync(19_999)
  expect(fetch).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(await status).toEqual({ job_id: 'run_1', status: 'completed' })
})
