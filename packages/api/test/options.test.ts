import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { HooxClient, JoggClient } from '../src/index.js'
import { hooxApi, KEY } from './clients.js'

describe.each([
  ['JoggClient', JoggClient, 'JOGG_API_KEY'],
  ['HooxClient', HooxClient, 'HOOX_API_KEY'],
])('%s', (name, Client, variable) => {
  test.each([
    [undefined, variable],
    ['', variable],
    ['  ', variable],
    ['abc123\n', 'white space'],
    ['abc 123', 'a character that keys do not have'],
    ['abc\u2028123', 'a character that keys do not have'],
  ])('refuses the key %j, without repeating it', (apiKey, says) => {
    const error = thrownBy(() => new Client({ apiKey }))
    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toMatch(new RegExp(`^${name}: apiKey`))
    expect(error.message).toContain(says)
    expect(error.message).not.toContain('abc')
  })

  test.each([
    'http://api.example.com',
    'ftp://localhost',
    'not a URL',
    'https://user:pw@example.com',
    'https://example.com/?a=b',
    'https://example.com/#a',
  ])('refuses the baseUrl %s', (baseUrl) => {
    expect(thrownBy(() => new Client({ apiKey: KEY, baseUrl }))).toBeInstanceOf(TypeError)
  })

  test.each([
    'http://localhost:1',
    'http://127.0.0.1:1/',
    'http://[::1]:1',
    new URL('https://example.com/proxy/'),
  ])('takes the baseUrl %s', (baseUrl) => {
    expect(new Client({ apiKey: KEY, baseUrl })).toBeInstanceOf(Client)
  })

  test.each([
    { timeoutMs: 0 },
    { timeoutMs: Number.NaN },
    { timeoutMs: 2 ** 31 },
    { retries: -1 },
    { retries: 0.5 },
    { fetch: 'fetch' as never },
  ])('refuses %j', (options) => {
    expect(thrownBy(() => new Client({ apiKey: KEY, ...options })).message).toContain(Object.keys(options)[0])
  })

  test('does not show its key when it is logged', () => {
    const client = new Client({ apiKey: KEY })
    expect(inspect(client, { depth: 10, showHidden: true })).not.toContain(KEY)
    expect(JSON.stringify(client)).not.toContain(KEY)
  })
})

test('a baseUrl keeps its path, with and without a slash at its end', async () => {
  const { api } = await hooxApi()
  for (const baseUrl of [`${api.url}/api/public/v1`, `${api.url}/api/public/v1/`]) {
    const client = new HooxClient({ apiKey: KEY, baseUrl })
    await client.avatar.create({ webhook_url: 'https://example.com/hooks' })
  }
  expect(api.jobs).toHaveLength(2)
})

test('the addresses are the providers’ own unless told otherwise', async () => {
  const asked: string[] = []
  const fetch = async (url: string) => {
    asked.push(url)
    return Response.json({ code: 0, data: { events: [] }, job_id: 'run_1' })
  }
  await new JoggClient({ apiKey: KEY, fetch }).events.list()
  await new HooxClient({ apiKey: KEY, fetch }).generation.start({ webhook_url: 'https://example.com/hooks' })
  expect(asked).toEqual([
    'https://api.jogg.ai/v2/events',
    'https://app.hoox.video/api/public/v1/generation/start',
  ])
})

function thrownBy(make: () => unknown): Error {
  try {
    make()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('Nothing was thrown.')
}
