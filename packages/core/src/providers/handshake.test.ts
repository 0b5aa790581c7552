import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import {
  createReceiver,
  type Delivery,
  defineProvider,
  type HandshakeRequest,
  handshake,
  type ProviderDefinition,
  type Schema,
  signCallbackUrl,
  webHandler,
} from '../index.js'
import { testReceiver } from '../testing/test-receiver.js'

const SECRET = 'callback-secret'

/** MiniMax posts `{ challenge }`, HeyGen sends OPTIONS, others GET with a query. */
function answer({ method, url, body }: HandshakeRequest) {
  if (method === 'OPTIONS') return {}
  if (method === 'GET')
    return { echo: { challenge: new URLSearchParams(url.split('?')[1]).get('challenge') } }
  const isChallenge = typeof body === 'object' && body !== null && 'challenge' in body
  return isChallenge ? { echo: { challenge: body.challenge } } : undefined
}

const parts = {
  name: 'acme',
  timeoutMs: 5_000,
  events: {},
  identify: () => ({ kind: 'identified', name: 'done', identity: 'id' }),
  handshake: handshake(answer),
} as const satisfies Partial<ProviderDefinition<Record<string, Schema>>>

const open = () => defineProvider({ ...parts, authenticate: () => ({ ok: true }) })
const signed = () => defineProvider({ ...parts, callback: { secret: SECRET } })

function request(method: string, body = '', url = '/webhooks/acme'): Delivery {
  return { method, url, headers: { 'content-type': 'application/json' }, body }
}

const challenge = (value: unknown) => request('POST', JSON.stringify({ challenge: value }))

describe('a handshake', () => {
  test.each(['OPTIONS', 'options'])('by %s is answered 200, and no event', async (method) => {
    const handler = vi.fn()
    const { receiver, reports, log } = testReceiver(open(), { on: { '*': handler } })
    expect(await receiver.receive(request(method))).toMatchObject({
      kind: 'handshake',
      status: 200,
      body: '{"outcome":"handshake"}',
    })
    expect(handler).not.toHaveBeenCalled()
    expect(reports).toMatchObject([{ outcome: { kind: 'handshake' } }])
    expect(log.lines.filter(({ level }) => level !== 'debug' && level !== 'info')).toEqual([])
  })

  test('by a challenge is answered with it, as JSON that no browser takes for anything else', async () => {
    const { receiver } = testReceiver(open())
    for (const value of ['a1B2-_.~+/=', 'x'.repeat(256), 1_789_000_000]) {
      const outcome = await receiver.receive(challenge(value))
      expect(outcome).toMatchObject({
        kind: 'handshake',
        status: 200,
        body: JSON.stringify({ challenge: value }),
      })
      expect(outcome.headers).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
    }
    const got = await receiver.receive(request('GET', '', '/webhooks/acme?challenge=abc'))
    expect(got).toMatchObject({ status: 200, body: '{"challenge":"abc"}' })
  })

  test.each([
    ['<script>alert(1)</script>'],
    ['a b'],
    [''],
    ['x'.repeat(257)],
    ['é'],
    ['a\n'],
    ['"'],
    [1.5],
    [null],
    [true],
    [['a']],
    [{ a: 'b' }],
  ])('by the challenge %j is refused', async (value) => {
    const { receiver } = testReceiver(open())
    const outcome = await receiver.receive(challenge(value))
    expect(outcome).toMatchObject({ kind: 'rejected', status: 400, code: 'challenge_unusable' })
  })

  test('never sends back what is not of the safe alphabet', async () => {
    const { receiver } = testReceiver(open())
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.jsonValue()), async (value) => {
        const { status, body } = await receiver.receive(challenge(value))
        if (status === 200) expect(body).toMatch(/^\{"challenge":"?[\w.~+/=-]{1,256}"?\}$/)
        else expect(body).toContain('challenge_unusable')
      }),
    )
  })

  test('of another kind is refused as ever, and other deliveries are events', async () => {
    const handler = vi.fn()
    const { receiver } = testReceiver(open(), { onUnrecognized: handler })
    for (const method of ['PUT', 'DELETE', 'HEAD'])
      expect(await receiver.receive(request(method))).toMatchObject({
        status: 405,
        headers: { allow: 'POST' },
      })
    expect(await receiver.receive(request('POST', '{"done":true}'))).toMatchObject({ kind: 'unrecognized' })
    expect(handler).toHaveBeenCalledTimes(1)
    expect(await receiver.receive(request('POST', 'no json'))).toMatchObject({ code: 'body_not_json' })
  })

  test('is no part of a provider that has none', async () => {
    const { handshake: _, ...others } = parts
    const { receiver } = testReceiver(defineProvider({ ...others, authenticate: () => ({ ok: true }) }))
    expect(await receiver.receive(request('OPTIONS'))).toMatchObject({ status: 405 })
    expect(await receiver.receive(challenge('abc'))).toMatchObject({ kind: 'unrecognized' })
  })

  test('leaves the body of a GET unread', async () => {
    const discard = vi.fn()
    const read = vi.fn()
    const { receiver } = testReceiver(open())
    const outcome = await receiver.receive({ ...request('OPTIONS'), body: { read, discard } })
    expect(outcome.status).toBe(200)
    expect([read.mock.calls.length, discard.mock.calls.length]).toEqual([0, 1])
  })

  test('comes through a Web-standard handler', async () => {
    const handle = webHandler(createReceiver(open(), { log: false }))
    const response = await handle(new Request('http://localhost/webhooks/acme', { method: 'OPTIONS' }))
    expect([response.status, await response.json()]).toEqual([200, { outcome: 'handshake' }])
  })
})

describe('a handshake with a provider that has callback', () => {
  const url = () => signCallbackUrl('https://example.com/webhooks/acme?challenge=abc', { secret: SECRET })

  test.each(['OPTIONS', 'GET', 'POST'])('by %s is answered at a signed URL alone', async (method) => {
    const { receiver, reports } = testReceiver(signed())
    const asked = { ...challenge('abc'), method }
    expect(await receiver.receive({ ...asked, url: await url() })).toMatchObject({
      kind: 'handshake',
      status: 200,
    })
    expect(await receiver.receive(asked)).toMatchObject({ kind: 'rejected', status: 401 })
    expect(await receiver.receive({ ...asked, url: `${await url()}x` })).toMatchObject({ status: 401 })
    expect(reports.map(({ reason }) => reason)).toEqual([undefined, 'callback_missing', expect.any(String)])
  })

  test('is still demanded to be at a signed URL after the provider was extended', async () => {
    const { receiver } = testReceiver(defineProvider({ ...signed(), timeoutMs: 9_000 }))
    expect(await receiver.receive(request('OPTIONS'))).toMatchObject({ status: 401 })
    expect(await receiver.receive({ ...request('OPTIONS'), url: await url() })).toMatchObject({ status: 200 })
  })

  test('without a secret is misconfigured', async () => {
    const { receiver } = testReceiver(defineProvider({ ...parts, callback: { secret: undefined } }))
    for (const method of ['OPTIONS', 'POST'])
      expect(await receiver.receive({ ...challenge('abc'), method })).toMatchObject({
        code: 'secret_missing',
      })
  })
})

test('a provider whose authentication fails answers no challenge', async () => {
  const provider = defineProvider({ ...parts, authenticate: () => ({ ok: false, reason: 'no' }) })
  const { receiver } = testReceiver(provider)
  expect(await receiver.receive(challenge('abc'))).toMatchObject({ status: 401 })
})
