import { inspect } from 'node:util'
import { answer, type Interference, startApiServer } from '@vidhook/test-servers'
import { afterEach, describe, expect, type Mock, onTestFinished, test, vi } from 'vitest'
import { JoggClient } from '../src/index.js'
import { callsOf, EVENTS, errorOf, joggApi, KEY } from './clients.js'

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const trouble =
  (status = 503, headers = {}): Interference =>
  (_, response) =>
    answer(response, status, {}, headers)
const cut: Interference = (_, response) => response.destroy()
const cutMidway: Interference = (_, response) => {
  response.writeHead(200, { 'content-length': '1000' })
  response.write('{"code":0,', () => response.destroy())
}
const silent: Interference = () => {}
const dripping: Interference = (_, response) => {
  response.writeHead(200)
  const drip = setInterval(() => response.write(' '), 10)
  response.on('close', () => clearInterval(drip))
}

describe('a call that only reads', () => {
  test.each([
    ['a 503', trouble()],
    ['a 429 that asks for no wait', trouble(429, { 'retry-after': '0' })],
    ['a code of 50000', (_, response) => answer(response, 200, { code: 50000, msg: 'System error' })],
    ['a connection that is cut', cut],
    ['a body that is cut', cutMidway],
  ] satisfies [string, Interference][])('is sent again after %s', async (_, interference) => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const { api, client } = await joggApi()
    api.interfere(interference, interference)
    expect(await client.events.list()).toEqual(EVENTS)
    expect(api.requests).toHaveLength(3)
  })

  test('gives up after two retries, or as many as are set', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const { api, client } = await joggApi()
    api.interfere(trouble(), trouble(), trouble())
    expect((await errorOf(client.events.list())).code).toBe('system_error')
    expect(api.requests).toHaveLength(3)

    const once = await joggApi({ retries: 0 })
    once.api.interfere(cut)
    expect((await errorOf(once.client.events.list())).code).toBe('unreachable')
    expect(once.api.requests).toHaveLength(1)
  })

  test.each([
    ['not JSON', (_, response) => response.end('<html>Welcome</html>')],
    ['another form', (_, response) => answer(response, 200, { code: 0, data: { events: 'all' } })],
    ['a refusal', (_, response) => answer(response, 200, { code: 40000, msg: 'No' })],
  ] satisfies [string, Interference][])('is not sent again after %s', async (_, interference) => {
    const { api, client } = await joggApi()
    api.interfere(interference)
    await errorOf(client.events.list())
    expect(api.requests).toHaveLength(1)
  })

  test('waits up to half a second, then up to a whole one', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const { client, fetch } = refusedTwice()
    const events = client.events.list()
    await expectAttemptAfter(500, fetch)
    await expectAttemptAfter(1000, fetch)
    expect(await events).toEqual(EVENTS)
  })

  test.each([
    ['seconds', '7'],
    ['a date', new Date(NOW + 7000).toUTCString()],
  ])('waits as long as Retry-After asks, in %s', async (_, value) => {
    const { client, fetch } = refusedTwice({ 'retry-after': value })
    const events = client.events.list()
    await expectAttemptAfter(7000, fetch)
    await vi.advanceTimersByTimeAsync(7000)
    expect(await events).toEqual(EVENTS)
  })

  test('does not wait for half a minute and more', async () => {
    const { api, client } = await joggApi()
    api.interfere(trouble(429, { 'retry-after': '31' }))
    const error = await errorOf(client.events.list())
    expect(error).toMatchObject({ code: 'rate_limited', retryAfterMs: 31_000 })
    expect(api.requests).toHaveLength(1)
  })
})

const NOW = 1_789_000_000_000

/** A client under a fake clock, which real connections would not live through. Two attempts are refused, the third is not. */
function refusedTwice(headers: Record<string, string> = {}) {
  vi.useFakeTimers({ now: NOW })
  const fetch = vi
    .fn(async () => Response.json({ code: 0, data: { events: EVENTS } }))
    .mockResolvedValueOnce(new Response('{}', { status: 503, headers }))
    .mockResolvedValueOnce(new Response('{}', { status: 503, headers }))
  return { client: new JoggClient({ apiKey: KEY, fetch }), fetch }
}

async function expectAttemptAfter(ms: number, fetch: Mock): Promise<void> {
  await vi.advanceTimersByTimeAsync(0)
  const before = fetch.mock.calls.length
  await vi.advanceTimersByTimeAsync(ms - 1)
  expect(fetch).toHaveBeenCalledTimes(before)
  await vi.advanceTimersByTimeAsync(1)
  expect(fetch).toHaveBeenCalledTimes(before + 1)
}

describe('an attempt', () => {
  test.each([
    ['no answer', silent],
    ['a body that never ends', dripping],
  ])('ends after timeoutMs, with %s', async (_, interference) => {
    const { api, client } = await joggApi({ timeoutMs: 100, retries: 0 })
    api.interfere(interference)
    const error = await errorOf(client.events.list())
    expect(error).toMatchObject({ code: 'timeout', maybeDone: false })
    expect(error.message).toContain('within 100 ms')
  })

  test('has its own time: a second one may succeed', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const { api, client } = await joggApi({ timeoutMs: 200 })
    api.interfere(silent)
    expect(await client.events.list()).toEqual(EVENTS)
  })

  test('ends even if the fetch does not listen to signals', async () => {
    const { client } = await joggApi({ timeoutMs: 50, retries: 0, fetch: () => new Promise(() => {}) })
    expect((await errorOf(client.events.list())).code).toBe('timeout')
  })

  test('that reaches nobody is unreachable, and certainly not done', async () => {
    const { api, client } = await joggApi({ retries: 0 })
    await api.stop()
    const error = await errorOf(client.endpoints.delete('wh_1'))
    expect(error).toMatchObject({ code: 'unreachable', maybeDone: false, status: undefined })
    expect(error.message).toMatch(/ECONNREFUSED.*Check the network/)
  })
})

describe('a signal', () => {
  test('gives a call up with its own reason, before and during an attempt', async () => {
    const reason = new Error('enough')
    const { api, client } = await joggApi()
    await expect(client.events.list({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(api.requests).toEqual([])

    const during = new AbortController()
    api.interfere(silent)
    const waiting = client.events.list({ signal: during.signal })
    await api.hasReceived(1)
    during.abort(reason)
    await expect(waiting).rejects.toBe(reason)
  })

  test('gives a call up that waits for its next attempt', async () => {
    const { client, fetch } = refusedTwice({ 'retry-after': '7' })
    const controller = new AbortController()
    const given = expect(client.events.list({ signal: controller.signal })).rejects.toThrow('enough')
    await vi.advanceTimersByTimeAsync(5000)
    controller.abort(new Error('enough'))
    await given
    expect(fetch).toHaveBeenCalledOnce()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('that lives long is left without listeners', async () => {
    const { client } = await joggApi()
    const { signal } = new AbortController()
    const added = vi.spyOn(signal, 'addEventListener')
    const removed = vi.spyOn(signal, 'removeEventListener')
    await client.endpoints.list({ signal })
    expect(added).toHaveBeenCalled()
    expect(removed).toHaveBeenCalledTimes(added.mock.calls.length)
  })
})

describe('a hostile answer', () => {
  test.each([301, 302, 303, 307, 308])('of %i does not take the key elsewhere', async (status) => {
    const elsewhere = await startApiServer(() => ({ status: 200, body: { code: 0, data: { events: [] } } }))
    onTestFinished(() => elsewhere.stop())
    const { api, client } = await joggApi()
    api.interfere((_, response) =>
      response.writeHead(status, { location: `${elsewhere.url}/?k=v` }).end('gone'),
    )
    const error = await errorOf(client.events.list())
    expect(error).toMatchObject({ code: 'redirected', status })
    expect(error.message).toContain(new URL(elsewhere.url).host)
    expect(elsewhere.requests).toEqual([])
    expect(api.requests).toHaveLength(1)
  })

  test('of endless length is not read to its end', async () => {
    const { api, client } = await joggApi()
    let written = 0
    const closed = new Promise<void>((resolve) => {
      api.interfere((_, response) => {
        const chunk = Buffer.alloc(65_536, ' ')
        response.on('close', resolve)
        const pump = () => {
          while (response.write(chunk)) written += chunk.length
          written += chunk.length
        }
        response.on('drain', pump)
        pump()
      })
    })
    const error = await errorOf(client.events.list())
    expect(error.code).toBe('unexpected_answer')
    expect(error.message).toContain('larger than 1048576 bytes')
    await closed
    expect(written).toBeLessThan(64 * 1_048_576)
  })

  test.each([
    ['not JSON', 'hello', 'expected JSON'],
    ['nothing', '', 'expected JSON'],
    ['null', 'null', 'expected the body to be object, but it is null'],
    ['a list', '[]', 'expected the body to be object, but it is array'],
    ['no code', '{}', 'expected "code" to be number, but it is missing'],
    ['no data', '{"code":0}', 'expected "data" to be object, but it is missing'],
    [
      'an event that is a number',
      '{"code":0,"data":{"events":["a",7]}}',
      'expected "data.events.1" to be string',
    ],
    ['100,000 brackets', '['.repeat(100_000), 'expected JSON'],
    ['100,000 pairs of brackets', '['.repeat(100_000) + ']'.repeat(100_000), 'not as documented'],
  ])('of %s says what was expected', async (_, body, message) => {
    const { api, client } = await joggApi()
    api.interfere((__, response) => response.end(body))
    const error = await errorOf(client.events.list())
    expect(error.code).toBe('unexpected_answer')
    expect(error.message.toLowerCase()).toContain(message.toLowerCase())
  })

  test('of another form is not quoted: it may carry secrets', async () => {
    const { api, client } = await joggApi()
    const endpoint = { endpoint_id: ['whsec_id'], url: 'u', status: 's', events: [], secret: 'whsec_1' }
    api.interfere((_, response) => answer(response, 200, { code: 0, data: { endpoints: [endpoint] } }))
    const error = await errorOf(client.endpoints.list())
    expect(error.message).toContain('expected "data.endpoints.0.endpoint_id" to be string, but it is array')
    expect(inspect(error)).not.toContain('whsec')
  })

  test('after a create, without the secret, says that the endpoint may be there', async () => {
    const { api, client } = await joggApi()
    const { endpoint_id, ...rest } = { endpoint_id: 'wh_1', url: 'u', status: 's', events: [] }
    api.interfere(
      (_, response) => answer(response, 200, { code: 0, data: { endpoints: [] } }),
      (_, response) => answer(response, 200, { code: 0, data: { endpoint_id, ...rest } }),
    )
    const create = client.endpoints.create({
      url: 'https://example.com',
      events: ['generated_script_failed'],
    })
    const error = await errorOf(create)
    expect(error).toMatchObject({ code: 'unexpected_answer', maybeDone: true })
    expect(error.message).toContain('"data.secret"')
    expect(callsOf(api)).toEqual(['GET /v2/endpoints', 'POST /v2/endpoint'])
  })
})

describe('the fetch', () => {
  test('may be one’s own, and what it throws does not show the key', async () => {
    const fetch = vi.fn(async (_url: string, init: RequestInit) => {
      throw Object.assign(new Error(`cannot send ${inspect(init.headers)}`), { config: init })
    })
    const { client } = await joggApi({ fetch, retries: 0 })
    const error = await errorOf(client.events.list())
    expect(fetch).toHaveBeenCalledOnce()
    expect(fetch.mock.calls[0]?.[1]).toMatchObject({ method: 'GET', redirect: 'manual' })
    expect(error.code).toBe('unreachable')
    expect(error.message).toContain('[API key]')
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(KEY)
  })

  test('is the global one of the moment, so that tests may replace it', async () => {
    const { client } = await joggApi()
    vi.stubGlobal('fetch', async () => Response.json({ code: 0, data: { events: ['stubbed'] } }))
    onTestFinished(() => void vi.unstubAllGlobals())
    expect(await client.events.list()).toEqual(['stubbed'])
  })

  test('that answers a redirect as browsers do, without its status, is believed', async () => {
    const opaque = Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' })
    const { client } = await joggApi({ fetch: async () => opaque })
    expect((await errorOf(client.events.list())).code).toBe('redirected')
  })
})
