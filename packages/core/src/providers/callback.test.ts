import { describe, expect, test, vi } from 'vitest'
import {
  callbackKeys,
  type Delivery,
  defineProvider,
  type ProviderDefinition,
  type RawDelivery,
  type Schema,
  type Secret,
  signCallbackUrl,
  verifyCallbackUrl,
} from '../index.js'
import { deliveryHeaders } from '../request/headers.js'
import { testReceiver } from '../testing/test-receiver.js'

const SECRET = 'callback-secret'
const URL_OF_JOB = 'https://example.com/webhooks/luma'

type Parts = Partial<ProviderDefinition<Record<string, Schema>>>

/** A sender that signs nothing: `{ id, state }`. */
const luma = (parts: Parts = { callback: { secret: SECRET } }) =>
  defineProvider({
    name: 'luma',
    timeoutMs: 5_000,
    events: {},
    identify: () => ({ kind: 'unidentified', reason: 'Only its bytes identify it.' }),
    ...parts,
  })

const post = (url: string): Delivery => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json', host: 'example.com' },
  body: '{"id":"1","state":"completed"}',
})

const signed = (context?: { job: string }, secret: Secret = SECRET) =>
  signCallbackUrl(URL_OF_JOB, { secret, context }).then(post)

describe('a provider with callback', () => {
  test('demands a signed URL, and hands over its context', async () => {
    const seen = vi.fn()
    const { receiver, reports } = testReceiver(luma(), {
      onUnrecognized: (_, { callback }) => seen(callback),
    })
    expect((await receiver.receive(await signed({ job: '7' }))).status).toBe(200)
    expect((await receiver.receive(post(URL_OF_JOB))).status).toBe(401)
    expect((await receiver.receive(await signed({ job: '7' }, 'another'))).status).toBe(401)
    expect(seen.mock.calls).toEqual([[{ job: '7' }]])
    expect(reports.map(({ reason }) => reason)).toEqual([
      'Only its bytes identify it.',
      'callback_missing',
      'callback_mismatch',
    ])
  })

  test('cannot use up the event of another URL with its own', async () => {
    const { receiver } = testReceiver(luma(), { onUnrecognized: () => {} })
    const kinds: string[] = []
    for (const job of ['1', '2', '1']) kinds.push((await receiver.receive(await signed({ job }))).kind)
    expect(kinds).toEqual(['unrecognized', 'unrecognized', 'duplicate'])
  })

  test('takes a list and a function of the delivery as its secret', async () => {
    const tenants: Secret = ({ url, headers }) => `secret of ${headers.get('host')}${url}`
    for (const secret of [['other', SECRET], async () => SECRET]) {
      const { receiver } = testReceiver(luma({ callback: { secret } }))
      expect((await receiver.receive(await signed())).status).toBe(200)
    }
    const { receiver } = testReceiver(luma({ callback: { secret: tenants } }))
    expect((await receiver.receive(await signed(undefined, tenants))).status).toBe(200)
    expect((await receiver.receive(await signed())).status).toBe(401)
  })

  test('without a secret says so at the start and accepts nothing', async () => {
    const { receiver, log } = testReceiver(luma({ callback: { secret: '' } }))
    expect(log.lines[0]).toMatchObject({ level: 'error', fields: { code: 'secret_missing' } })
    for (const sent of [await signed(), post(URL_OF_JOB)])
      expect(await receiver.receive(sent)).toMatchObject({ status: 500, code: 'secret_missing' })
  })

  test('and with authenticate demands both, and keeps both scopes apart', async () => {
    const callback = { secret: SECRET }
    const refusing = luma({ callback, authenticate: () => ({ ok: false, reason: 'no' }) })
    const { receiver, reports } = testReceiver(refusing)
    await receiver.receive(await signed())
    expect(reports[0]?.reason).toBe('no')
    const nothing = luma({ callback, authenticate: () => undefined as never })
    expect(await testReceiver(nothing).receiver.receive(await signed())).toMatchObject({
      code: 'provider_failed',
    })

    const scoped = luma({
      callback,
      authenticate: ({ headers }) => ({ ok: true, scope: headers.get('x-account') }),
    })
    const both = testReceiver(scoped, { onUnrecognized: () => {} })
    expect((await both.receiver.receive(post(URL_OF_JOB))).status).toBe(401)
    const kinds: string[] = []
    for (const account of ['a', 'b', 'a']) {
      const sent = await signed()
      const headers = { ...sent.headers, 'x-account': account }
      kinds.push((await both.receiver.receive({ ...sent, headers })).kind)
    }
    expect(kinds).toEqual(['unrecognized', 'unrecognized', 'duplicate'])
  })

  test('still demands the URL after it was extended', async () => {
    const { receiver } = testReceiver(defineProvider({ ...luma(), timeoutMs: 9_000 }))
    expect((await receiver.receive(await signed())).status).toBe(200)
    expect((await receiver.receive(post(URL_OF_JOB))).status).toBe(401)
  })
})

test('a provider with neither authenticate nor callback is refused', () => {
  for (const parts of [{}, { callback: undefined }])
    expect(() => luma(parts)).toThrow('Provider luma needs authenticate() or a callback.')
})

describe('verifyCallbackUrl()', () => {
  const received = (url: string): RawDelivery => {
    const { method, headers } = post(url)
    return { method, url, headers: deliveryHeaders(headers), body: new Uint8Array(), receivedAt: new Date() }
  }

  test('is the verifying half of signCallbackUrl()', async () => {
    const keys = callbackKeys(['new', SECRET])
    const url = await signCallbackUrl(URL_OF_JOB, { secret: SECRET, context: { job: '7' } })
    const proof = await verifyCallbackUrl(received(url), keys)
    expect(proof).toEqual({
      ok: true,
      callback: { job: '7' },
      scope: expect.stringMatching(/^[0-9a-f]{32}$/),
    })
    expect(await verifyCallbackUrl(received(URL_OF_JOB), keys)).toMatchObject({ reason: 'callback_missing' })
  })

  test('throws without a secret, whatever the URL', async () => {
    for (const url of [URL_OF_JOB, await signCallbackUrl(URL_OF_JOB, { secret: SECRET })])
      await expect(verifyCallbackUrl(received(url), callbackKeys(undefined))).rejects.toMatchObject({
        code: 'secret_missing',
      })
  })
})
