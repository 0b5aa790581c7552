import { answer, type Interference } from '@vidhook/test-servers'
import { describe, expect, test } from 'vitest'
import { callsOf, errorOf, hooxApi, joggApi, KEY } from './clients.js'

const says =
  (status: number, body: unknown, headers = {}): Interference =>
  (_, response) =>
    answer(response, status, body, headers)

describe('JoggAI’s codes, on HTTP 200', () => {
  test.each([
    [429, 'rate_limited', false],
    [10104, 'not_found', false],
    [10105, 'invalid_api_key', false],
    [18020, 'insufficient_credits', false],
    [18025, 'no_permission', false],
    [40000, 'invalid_parameter', false],
    [50000, 'system_error', true],
    [99999, 'refused', true],
  ])('%i is %s', async (providerCode, code, maybeDone) => {
    const { api, client } = await joggApi()
    api.interfere(says(200, { code: providerCode, msg: 'No.', data: null }))
    const error = await errorOf(client.endpoints.delete('wh_1'))
    expect(error).toMatchObject({ code, providerCode, status: 200, provider: 'jogg', maybeDone })
    expect(error.message).toContain(`DELETE /v2/endpoint/wh_1 of JoggAI: code ${providerCode}, "No."`)
    expect(callsOf(api)).toEqual(['DELETE /v2/endpoint/wh_1'])
  })

  test('a key that is wrong tells how to correct it', async () => {
    const { client } = await joggApi({ apiKey: 'another' })
    const error = await errorOf(client.endpoints.list())
    expect(error.code).toBe('invalid_api_key')
    expect(error.message).toMatch(/Invalid API key.*Is the apiKey complete/)
  })

  test('the code decides, not the HTTP status', async () => {
    const { api, client } = await joggApi()
    api.interfere(says(500, { code: 0, msg: 'Success', data: { events: ['a'] } }))
    expect(await client.events.list()).toEqual(['a'])
    api.interfere(says(400, { code: 10105, msg: 'Invalid API key', data: null }))
    expect((await errorOf(client.events.list())).code).toBe('invalid_api_key')
  })
})

describe('Hoox’s codes', () => {
  const detailed = (code: string) => ({ error: 'No', details: [{ code, message: 'Not so.', field: 'f' }] })
  const start = { prompt: 'A video', webhook_url: 'https://example.com/hooks' }

  test.each([
    [400, detailed('INVALID_WEBHOOK_URL'), 'invalid_webhook_url'],
    [400, detailed('invalid_webhook_url'), 'invalid_webhook_url'],
    [402, detailed('INSUFFICIENT_CREDITS'), 'insufficient_credits'],
    [402, detailed('insufficient_credits'), 'insufficient_credits'],
    [400, { error: { code: 'Insufficient_Credits', message: 'Not so.' } }, 'insufficient_credits'],
    [200, { code: 'INSUFFICIENT_CREDITS', message: 'Not so.' }, 'insufficient_credits'],
    [401, detailed('invalid_api_key'), 'invalid_api_key'],
    [403, detailed('plan_required'), 'no_permission'],
    [403, detailed('unauthorized_job'), 'no_permission'],
    [403, { error: 'Not so.', code: 'UNAUTHORIZED_VIDEO' }, 'no_permission'],
    [404, detailed('AVATAR_NOT_FOUND'), 'not_found'],
    [404, { error: 'Not so.', code: 'JOB_NOT_FOUND' }, 'not_found'],
    [400, detailed('video_not_found'), 'not_found'],
    [404, detailed('PLAN_RESOLUTION_FAILED'), 'not_found'],
    [400, detailed('missing_voice'), 'invalid_parameter'],
    [200, detailed('missing_content'), 'invalid_parameter'],
    [409, detailed('invalid_voice_id'), 'invalid_parameter'],
    [409, detailed('invalid_avatar_id'), 'invalid_parameter'],
    [409, detailed('invalid_format'), 'invalid_parameter'],
    [409, detailed('INVALID_PLAN'), 'invalid_parameter'],
    [429, detailed('rate_limit_exceeded'), 'rate_limited'],
    [409, detailed('EXISTS'), 'refused'],
    [500, detailed('INTERNAL'), 'system_error'],
  ])('HTTP %i with %j is %s', async (status, body, code) => {
    const { api, client } = await hooxApi()
    api.interfere(says(status, body))
    const error = await errorOf(client.generation.start(start))
    expect(error).toMatchObject({ code, status, provider: 'hoox', maybeDone: status === 500 })
    expect(error.providerCode).toMatch(/^\w+$/)
    expect(error.message).toContain(
      `POST /generation/start of Hoox: HTTP ${status}, ${error.providerCode}, Not so.`,
    )
    expect(api.requests).toHaveLength(1)
  })

  test('an internal error may have taken effect, whatever its status', async () => {
    const { api, client } = await hooxApi()
    api.interfere(says(200, detailed('internal_error')))
    const error = await errorOf(client.generation.start(start))
    expect(error).toMatchObject({ code: 'system_error', status: 200, maybeDone: true })
  })

  test('every field that is refused is named', async () => {
    const { api, client } = await hooxApi()
    const details = [
      { code: 'MISSING_FIELD', message: 'Duration is required', field: 'duration' },
      { code: 'INVALID_VALUE', field: 'width' },
      { code: 'INVALID_FORMAT', message: 'Format is unknown' },
    ]
    api.interfere(says(400, { error: 'Validation failed', details }))
    const error = await errorOf(client.generation.start(start))
    expect(error).toMatchObject({ code: 'invalid_parameter', providerCode: 'MISSING_FIELD' })
    expect(error.message).toContain(
      'HTTP 400, MISSING_FIELD, Duration is required (duration); width; Format is unknown.',
    )
  })

  test.each([
    ['a list of texts', ['no', 'no']],
    ['an object', { code: 7 }],
    ['null', null],
  ])('details that are %s do not hide the code', async (_, details) => {
    const { api, client } = await hooxApi()
    api.interfere(says(400, { error: 'Not so.', code: 'INVALID_WEBHOOK_URL', details }))
    const error = await errorOf(client.generation.start(start))
    expect(error).toMatchObject({ code: 'invalid_webhook_url', providerCode: 'INVALID_WEBHOOK_URL' })
    expect(error.message).toContain('HTTP 400, INVALID_WEBHOOK_URL, Not so.')
  })

  test.each([
    [402, 'insufficient_credits'],
    [401, 'invalid_api_key'],
    [503, 'system_error'],
  ])('HTTP %i without a code is %s', async (status, code) => {
    const { api, client } = await hooxApi()
    api.interfere((_, response) => response.writeHead(status).end('<html>'))
    const error = await errorOf(client.generation.start(start))
    expect(error).toMatchObject({ code, status, providerCode: undefined })
  })
})

describe('an error', () => {
  test('says how long the provider asks to wait', async () => {
    const { api, client } = await hooxApi()
    api.interfere(says(429, {}, { 'retry-after': '7' }))
    const start = { webhook_url: 'https://example.com/hooks' }
    expect((await errorOf(client.generation.start(start))).retryAfterMs).toBe(7000)
  })

  test('never has the key in it, even if the answer repeats it', async () => {
    const { api, client } = await joggApi()
    const body = { code: 10105, msg: `bad key ${KEY}, in a URL ${encodeURIComponent(KEY)}`, data: KEY }
    api.interfere(says(200, body))
    const error = await errorOf(client.endpoints.list())
    expect(error.message).toContain('bad key [API key], in a URL [API key]')
  })

  test.each(['a', '12', 'o', 'key', 'valid', '/', '%'])(
    'is not garbled by a key as short as %j, which is part of ordinary words',
    async (apiKey) => {
      const jogg = await joggApi({ apiKey })
      jogg.api.interfere(says(200, { code: 10105, msg: 'Invalid API key 12', data: null }))
      const ofJogg = await errorOf(jogg.client.endpoints.list())
      expect(ofJogg.message).toContain('GET /v2/endpoints of JoggAI: code 10105, "Invalid API key 12".')

      const hoox = await hooxApi({ apiKey })
      hoox.api.interfere(says(401, { error: 'API key is not valid', code: 'invalid_api_key' }))
      const ofHoox = await errorOf(
        hoox.client.avatar.create({ webhook_url: 'https://example.com/hooks?a=12' }),
      )
      expect(ofHoox.message).toContain('HTTP 401, invalid_api_key, API key is not valid.')
      expect(ofHoox.providerCode).toBe('invalid_api_key')
    },
  )

  test('hides a key from 8 characters on', async () => {
    const { api, client } = await joggApi({ apiKey: 'abcd1234' })
    api.interfere(says(200, { code: 10105, msg: 'bad key abcd1234', data: null }))
    expect((await errorOf(client.endpoints.list())).message).toContain('"bad key [API key]"')
  })

  test('hides a key that comes as Hoox’s code', async () => {
    const { api, client } = await hooxApi()
    api.interfere(says(400, { details: [{ code: KEY, message: KEY }] }))
    const error = await errorOf(client.avatar.create({ webhook_url: 'https://example.com/hooks' }))
    expect(error).toMatchObject({ providerCode: '[API key]' })
    expect(error.message).not.toContain(KEY)
  })

  test('has no control characters of the answer, and not more of it than a line or two', async () => {
    const { api, client } = await joggApi()
    const msg = `\u001b[2Jcleared\u009b31m\r\n\u202etxt ${'x'.repeat(10_000)}`
    api.interfere(says(200, { code: 40000, msg, data: null }))
    const { message } = await errorOf(client.endpoints.list())
    expect(message).toContain('[2Jcleared')
    expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(message.length).toBeLessThan(500)
  })
})
