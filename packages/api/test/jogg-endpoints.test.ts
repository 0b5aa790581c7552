import { describe, expect, test } from 'vitest'
import { JOGG_MAX_ENDPOINTS } from '../src/index.js'
import { callsOf, EVENTS, errorOf, joggApi, URL_OF_OURS } from './clients.js'

const events = ['generated_avatar_video_success', 'generated_avatar_video_failed']

describe('JoggAI’s endpoints', () => {
  test('are created with a secret, listed, changed and deleted', async () => {
    const { api, client } = await joggApi()
    const made = await client.endpoints.create({ url: URL_OF_OURS, events })
    expect(made).toMatchObject({ url: URL_OF_OURS, events, status: 'enabled', username: 'johndoe' })
    expect(made.secret).toMatch(/^whsec_/)
    expect(await client.endpoints.list()).toEqual([made])
    expect(await client.endpoints.get(made.endpoint_id)).toEqual(made)

    await client.endpoints.delete(made.endpoint_id)
    expect(await client.endpoints.list()).toEqual([])
    expect(api.requests.map(({ headers }) => headers['x-api-key'])).not.toContain(undefined)
  })

  test('may be created disabled', async () => {
    const { api, client } = await joggApi()
    await client.endpoints.create({ url: URL_OF_OURS, events, status: 'disabled' })
    expect(api.endpoints).toMatchObject([{ status: 'disabled' }])
  })

  test('are none when the list is null', async () => {
    const { api, client } = await joggApi()
    api.interfere((_, response) => response.end('{"code":0,"msg":"Success","data":{"endpoints":null}}'))
    expect(await client.endpoints.list()).toEqual([])
  })

  test('carry fields that are new, and cannot pollute a prototype', async () => {
    const { api, client } = await joggApi()
    const endpoint = `{"endpoint_id":"wh_1","url":"u","status":"paused","events":[],"region":"eu","__proto__":{"polluted":true}}`
    api.interfere((_, response) => response.end(`{"code":0,"data":{"endpoints":[${endpoint}]}}`))
    const [found] = await client.endpoints.list()
    expect(found).toMatchObject({ status: 'paused', region: 'eu' })
    expect(found).not.toHaveProperty('polluted')
  })
})

describe('create', () => {
  test.each([
    ['http://example.com/hooks?token=t', /url must be https.*"http:\/\/example\.com\/hooks" is not/],
    ['example.com/hooks', /absolute https URL/],
    ['', /absolute https URL/],
  ])('refuses the URL "%s" before anything is sent', async (url, message) => {
    const { api, client } = await joggApi()
    const error = await errorOf(client.endpoints.create({ url, events }))
    expect(error.code).toBe('invalid_request')
    expect(error.message).toMatch(message)
    expect(error.message).not.toContain('token')
    expect(api.requests).toEqual([])
  })

  test('names the nearest event of a misspelt one', async () => {
    const { api, client } = await joggApi()
    const misspelt = [...events, 'generated_avatar_vidoe_success']
    const error = await errorOf(client.endpoints.create({ url: URL_OF_OURS, events: misspelt }))
    expect(error.code).toBe('invalid_request')
    expect(error.message).toContain('Did you mean "generated_avatar_video_success"?')
    expect(callsOf(api)).toEqual(['GET /v2/events'])
  })

  test('names all events if none is near', async () => {
    const { client } = await joggApi()
    const error = await errorOf(client.endpoints.create({ url: URL_OF_OURS, events: ['x'] }))
    expect(error.message).toContain(`Its events are ${EVENTS.join(', ')}.`)
  })

  test('takes an event that JoggAI has added since', async () => {
    const { api, client } = await joggApi()
    api.events.push('generated_podcast_success')
    const made = await client.endpoints.create({ url: URL_OF_OURS, events: ['generated_podcast_success'] })
    expect(made.events).toEqual(['generated_podcast_success'])
  })

  test('asks for no list of events when it knows them all', async () => {
    const { api, client } = await joggApi()
    await client.endpoints.create({ url: URL_OF_OURS, events: EVENTS })
    expect(callsOf(api)).toEqual(['GET /v2/endpoints', 'POST /v2/endpoint'])
  })

  test('stops at 20 endpoints, and says to delete one', async () => {
    const { api, client } = await joggApi()
    for (let count = 0; count < JOGG_MAX_ENDPOINTS; count++)
      await client.endpoints.create({ url: URL_OF_OURS, events })
    const error = await errorOf(client.endpoints.create({ url: URL_OF_OURS, events }))
    expect(error.code).toBe('endpoint_limit')
    expect(error.message).toMatch(/20 endpoints.*Delete an endpoint/)
    expect(api.endpoints).toHaveLength(20)
    expect(callsOf(api).at(-1)).toBe('GET /v2/endpoints')
  })

  test.each([
    ['no events', { url: URL_OF_OURS, events: [] }],
    ['events that are a text', { url: URL_OF_OURS, events: 'generated_script_success' }],
    ['no events at all', { url: URL_OF_OURS }],
    ['another status', { url: URL_OF_OURS, events, status: 'paused' }],
  ])('refuses %s', async (_, request) => {
    const { api, client } = await joggApi()
    const create: (request: object) => Promise<unknown> = client.endpoints.create as never
    expect((await errorOf(create(request))).code).toBe('invalid_request')
    expect(api.requests).toEqual([])
  })
})

describe('update', () => {
  test.each([
    [{ status: 'disabled' } as const],
    [{ url: 'https://example.com/new' }],
    [{ events: ['generated_script_failed'] }],
    [{ url: undefined, status: 'disabled' } as const],
  ])('%j sends all three fields, and keeps what is not named', async (changes) => {
    const { api, client } = await joggApi()
    const { endpoint_id, secret } = await client.endpoints.create({ url: URL_OF_OURS, events })
    const after = await client.endpoints.update(endpoint_id, changes)
    const named = JSON.parse(JSON.stringify(changes))
    const expected = { url: URL_OF_OURS, events, status: 'enabled', ...named }
    expect(api.requests.at(-1)).toMatchObject({ method: 'PUT', body: expected })
    expect(after).toMatchObject({ endpoint_id, secret, ...expected })
  })

  test('keeps events that are not known here', async () => {
    const { api, client } = await joggApi()
    api.events.push('generated_podcast_success')
    const { endpoint_id } = await client.endpoints.create({
      url: URL_OF_OURS,
      events: ['generated_podcast_success'],
    })
    const after = await client.endpoints.update(endpoint_id, { status: 'disabled' })
    expect(after.events).toEqual(['generated_podcast_success'])
  })

  test('knows the result even if the answer has no data', async () => {
    const { api, client } = await joggApi()
    const made = await client.endpoints.create({ url: URL_OF_OURS, events })
    const listed = { code: 0, msg: 'Success', data: { endpoints: [made] } }
    api.interfere(
      (_, response) => response.end(JSON.stringify(listed)),
      (_, response) => response.end('{"code":0,"msg":"Success","data":null}'),
    )
    const after = await client.endpoints.update(made.endpoint_id, { status: 'disabled' })
    expect(after).toEqual({ ...made, status: 'disabled' })
  })

  test.each([
    ['nothing', {}, /nothing to change/],
    ['a secret', { secret: 'whsec_mine' }, /"secret" cannot be set/],
    ['a URL that is not https', { url: 'http://example.com' }, /must be https/],
  ])('refuses %s', async (_, changes: object, message) => {
    const { api, client } = await joggApi()
    const error = await errorOf(client.endpoints.update('wh_1', changes))
    expect(error.code).toBe('invalid_request')
    expect(error.message).toMatch(message)
    expect(api.requests).toEqual([])
  })

  test('of an endpoint that is not there is not_found, and changes nothing', async () => {
    const { api, client } = await joggApi()
    const error = await errorOf(client.endpoints.update('wh_1', { status: 'disabled' }))
    expect(error).toMatchObject({ code: 'not_found', call: 'PUT /v2/endpoint/wh_1', maybeDone: false })
    expect(callsOf(api)).toEqual(['GET /v2/endpoints'])
  })
})

describe('an id', () => {
  test.each(['', '.', '..'])('of "%s" reaches no other call', async (id) => {
    const { api, client } = await joggApi()
    for (const call of [client.endpoints.get(id), client.endpoints.delete(id)])
      expect((await errorOf(call)).code).toBe('invalid_request')
    expect(api.requests).toEqual([])
  })

  test('with a slash stays one part of the path', async () => {
    const { api, client } = await joggApi()
    expect((await errorOf(client.endpoints.delete('../events?x'))).code).toBe('not_found')
    expect(callsOf(api)).toEqual(['DELETE /v2/endpoint/..%2Fevents%3Fx'])
  })
})

test('events.list() has what JoggAI can send', async () => {
  const { client } = await joggApi()
  expect(await client.events.list()).toEqual(EVENTS)
})

test('the names that are known without asking are those of @vidhook/core', async () => {
  const { unknownNames } = await import('../src/jogg-events.js')
  expect(EVENTS).toHaveLength(22)
  expect(unknownNames(EVENTS)).toEqual([])
})
