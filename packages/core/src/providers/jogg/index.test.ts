import { createHmac } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { jogg, type Secret, signCallbackUrl } from '../../index.js'
import { deliveryHeaders, type HeadersInput } from '../../request/headers.js'
import { hooxDelivery, joggDelivery } from '../../testing/index.js'
import { SECRET, testReceiver } from '../../testing/test-receiver.js'

const NAME = 'generated_avatar_video_success'
const deliver = (options = {}) => joggDelivery(NAME, { secret: SECRET, ...options })

async function receiveWith(secret: Secret, delivery = deliver()) {
  const { receiver, log, reports } = testReceiver(jogg({ secret }), { on: { [NAME]: () => {} } })
  const outcome = await receiver.receive(await delivery)
  return { outcome, kind: outcome.kind, log, reason: reports[0]?.reason, reports }
}

describe('the signature', () => {
  test('is that of the guide: hex of HMAC-SHA256 over the raw body, with the unchanged secret as the key', async () => {
    const body = Buffer.from(
      '{\n"event_id" : "evt_1" ,\n"event" : "generated_script_success", "data": {}, "timestamp": 1}',
    )
    const headers = {
      'Content-Type': 'application/json',
      'X-Webhook-Event': 'generated_script_success',
      'X-Webhook-Signature': createHmac('sha256', 'whsec_abc123xyz').update(body).digest('hex'),
      'User-Agent': 'JoggAI-Webhook/2.0',
    }
    const { receiver } = testReceiver(jogg({ secret: 'whsec_abc123xyz' }), {
      on: { generated_script_success: () => {} },
    })
    const outcome = await receiver.receive({ method: 'POST', url: '/webhooks/jogg', headers, body })
    expect(outcome.kind).toBe('processed')
  })

  test.each([
    ['of 16 bare characters', 'a1b2c3d4e5f6g7h8'],
    ['with characters beyond ASCII', 'schlüssel-🔑'],
    ['longer than a block of SHA-256', 'x'.repeat(200)],
    ['with a blank in it', 'two words'],
  ])('is checked with a secret %s', async (_, secret) => {
    expect((await receiveWith(secret, deliver({ secret }))).kind).toBe('processed')
  })

  const signature = (delivery: { headers: Record<string, string> }) =>
    delivery.headers['x-webhook-signature'] ?? ''

  test.each<[string, (right: string) => string | string[] | undefined, string]>([
    ['is missing', () => undefined, 'signature_missing'],
    ['is empty', () => '', 'signature_mismatch'],
    ['is in upper case', (right) => right.toUpperCase(), 'signature_malformed'],
    ['lacks a byte', (right) => right.slice(2), 'signature_mismatch'],
    ['lacks half a byte', (right) => right.slice(1), 'signature_malformed'],
    ['has a byte too many', (right) => `${right}00`, 'signature_mismatch'],
    ['has another alphabet', (right) => right.replace(/.$/, 'g'), 'signature_malformed'],
    ['is base64', (right) => Buffer.from(right, 'hex').toString('base64'), 'signature_malformed'],
    ['ends with a newline', (right) => `${right}\n`, 'signature_malformed'],
    ['has a prefix', (right) => `sha256=${right}`, 'signature_malformed'],
    ['is sent twice as one value', (right) => `${right}, ${right}`, 'signature_repeated'],
    ['is sent twice as a list', (right) => [right, right], 'signature_repeated'],
  ])('is refused if it %s', async (_, change, reason) => {
    const delivery = await deliver()
    const headers: HeadersInput = { ...delivery.headers, 'x-webhook-signature': change(signature(delivery)) }
    const { receiver, reports } = testReceiver(jogg({ secret: SECRET }), { on: { '*': () => {} } })
    const outcome = await receiver.receive({ ...delivery, headers })
    expect(outcome.status).toBe(401)
    expect(reports[0]?.reason).toBe(reason)
  })

  test('is refused if it is sent twice with different spellings of its name', async () => {
    const delivery = await deliver()
    const headers = { ...delivery.headers, 'X-Webhook-Signature': signature(delivery) }
    const { outcome, reason } = await receiveWith(SECRET, Promise.resolve({ ...delivery, headers }))
    expect(outcome.status).toBe(401)
    expect(reason).toBe('signature_repeated')
  })

  test('is refused if it is appended to Headers twice', async () => {
    const delivery = await deliver()
    const headers = new Headers(delivery.headers)
    headers.append('X-Webhook-Signature', signature(delivery))
    const { receiver } = testReceiver(jogg({ secret: SECRET }))
    expect((await receiver.receive({ ...delivery, headers })).status).toBe(401)
  })

  test.each(['x-webhook-signature', 'X-Webhook-Signature', 'X-WEBHOOK-SIGNATURE'])(
    'is found under any spelling of its name: %s',
    async (name) => {
      const { 'x-webhook-signature': value = '', ...others } = (await deliver()).headers
      const { receiver } = testReceiver(jogg({ secret: SECRET }), { on: { [NAME]: () => {} } })
      const delivery = await deliver({ event_id: 'evt_1' })
      expect(value).toHaveLength(64)
      const headers = { ...others, [name]: signature(delivery) }
      expect((await receiver.receive({ ...delivery, headers })).kind).toBe('processed')
    },
  )

  test('of a body that is not UTF-8 is verified; then the body is not JSON', async () => {
    const { receiver, reports } = testReceiver(jogg({ secret: SECRET }), { on: { '*': () => {} } })
    const body = new Uint8Array([0x22, 0xff, 0xfe, 0xc3, 0x28, 0x22])
    const outcome = await receiver.receive(await deliver({ body }))
    expect(outcome).toMatchObject({ status: 400, code: 'body_not_json' })
    expect(reports[0]?.reason).toBeUndefined()
  })

  test('covers the bytes, not the text: the same text with other bytes is refused', async () => {
    const delivery = await deliver({ data: { cover_url: 'é' } })
    const text = new TextDecoder().decode(delivery.body)
    const body = new TextEncoder().encode(text.normalize('NFD'))
    expect((await receiveWith(SECRET, Promise.resolve({ ...delivery, body }))).outcome.status).toBe(401)
  })

  test.each<[string, string | undefined]>([
    ['signature_missing', undefined],
    ['signature_repeated', 'a, b'],
  ])('is also refused as %s if the secret is a function', async (expected, value) => {
    const { 'x-webhook-signature': _, ...others } = (await deliver()).headers
    const headers = value === undefined ? others : { ...others, 'x-webhook-signature': value }
    const delivery = { ...(await deliver()), headers }
    const { outcome, reason } = await receiveWith(async () => SECRET, Promise.resolve(delivery))
    expect(outcome).toMatchObject({ status: 401, code: 'unauthenticated' })
    expect(reason).toBe(expected)
  })

  test('of another event does not fit', async () => {
    const other = await deliver()
    const headers = { 'x-webhook-signature': signature(other) }
    expect((await receiveWith(SECRET, deliver({ headers }))).outcome.status).toBe(401)
  })
})

describe('the secret', () => {
  test.each<[string, Secret]>([
    ['a string', SECRET],
    ['a list', ['old', SECRET]],
    ['a list with gaps', [undefined, '', SECRET]],
    ['a function', () => SECRET],
    ['a function that returns a list', () => ['new', SECRET]],
    ['an async function', async () => SECRET],
    ['an async function that returns a list', async () => [SECRET, undefined]],
  ])('may be %s', async (_, secret) => {
    expect((await receiveWith(secret)).kind).toBe('processed')
    expect((await receiveWith(secret, deliver({ secret: 'forged' }))).outcome.status).toBe(401)
  })

  test.each<[string, Secret]>([
    ['undefined', undefined],
    ['empty', ''],
    ['white space', ' \n'],
    ['an empty list', []],
    ['a list of nothing', [undefined, '', ' ']],
    ['a function that returns nothing', () => undefined],
    ['an async function that returns an empty string', async () => ''],
    ['null, as JavaScript allows', null as unknown as Secret],
    ['a function that returns null, as JavaScript allows', (() => null) as unknown as Secret],
  ])('that is %s makes the receiver misconfigured, whatever is sent', async (_, secret) => {
    const unsigned = { ...(await deliver()), headers: { 'content-type': 'application/json' } }
    const forged = deliver({ secret: 'guess' })
    const repeated = deliver({ headers: { 'x-webhook-signature': 'a, b' } })
    for (const delivery of [deliver(), forged, repeated, unsigned]) {
      const { outcome, log } = await receiveWith(secret, Promise.resolve(delivery) as typeof forged)
      expect(outcome).toMatchObject({ kind: 'misconfigured', status: 500, code: 'secret_missing' })
      expect(log.messages('error').at(-1)).toContain("JoggAI's secret is undefined or empty")
    }
  })

  test('that is missing is an error in the log before the first delivery', () => {
    const { log } = testReceiver(jogg({ secret: undefined }))
    expect(log.messages('error').join()).toContain('Pass the secret that JoggAI returned')
  })

  test('with white space around it is part of the key, and a warning', async () => {
    const { kind, log } = await receiveWith(`${SECRET}\n`, deliver({ secret: `${SECRET}\n` }))
    expect(kind).toBe('processed')
    expect(log.messages('warn').join()).toContain('If it was copied with a newline, trim it.')
  })

  test('is rotated without downtime by a function', async () => {
    vi.useFakeTimers()
    let secrets = ['old']
    const { receiver } = testReceiver(jogg({ secret: () => secrets }), { on: { [NAME]: () => {} } })
    const statuses: number[] = []
    const send = async (secret: string) =>
      statuses.push((await receiver.receive(await deliver({ secret }))).status)
    await send('old')
    secrets = ['new', 'old']
    vi.advanceTimersByTime(2_000)
    await send('old')
    await send('new')
    secrets = ['new']
    vi.advanceTimersByTime(60_000)
    await send('old')
    await send('new')
    vi.useRealTimers()
    expect(statuses).toEqual([200, 200, 200, 401, 200])
  })

  test.each<[string, Secret]>([
    [
      'throws',
      () => {
        throw new Error('vault sealed: token s.123')
      },
    ],
    ['rejects', () => Promise.reject(new Error('vault sealed: token s.123'))],
  ])(
    'whose function %s makes the receiver misconfigured, and the sender is not told why',
    async (_, secret) => {
      const { outcome, log } = await receiveWith(secret)
      expect(outcome).toMatchObject({ kind: 'misconfigured', status: 500, code: 'secret_unavailable' })
      expect(outcome.body).not.toContain('vault')
      expect(log.messages('error').join()).toContain("The function given as JoggAI's secret failed.")
    },
  )

  test('is loaded again for the next delivery if the function failed', async () => {
    const secret = vi.fn(async () => SECRET).mockRejectedValueOnce(new Error('vault sealed'))
    const { receiver } = testReceiver(jogg({ secret }), { on: { [NAME]: () => {} } })
    expect((await receiver.receive(await deliver())).kind).toBe('misconfigured')
    expect((await receiver.receive(await deliver())).kind).toBe('processed')
  })
})

test('JoggAI waits for 5 s, its events are leased for 3 s and remembered for a week', () => {
  expect(jogg({ secret: SECRET })).toMatchObject({
    name: 'jogg',
    timeoutMs: 5_000,
    leaseMs: 3_000,
    retentionMs: 604_800_000,
  })
})

describe('X-Webhook-Event', () => {
  test('may be missing', async () => {
    const { 'x-webhook-event': _, ...headers } = (await deliver()).headers
    const delivery = await deliver({ event_id: 'evt_1' })
    const { receiver } = testReceiver(jogg({ secret: SECRET }), { on: { [NAME]: () => {} } })
    const signed = { ...headers, 'x-webhook-signature': delivery.headers['x-webhook-signature'] }
    expect((await receiver.receive({ ...delivery, headers: signed })).kind).toBe('processed')
  })

  test('must not contradict the signed body', async () => {
    const { outcome, reason } = await receiveWith(
      SECRET,
      deliver({ headers: { 'x-webhook-event': 'generated_avatar_video_failed' } }),
    )
    expect(outcome).toMatchObject({ kind: 'rejected', status: 400, code: 'event_mismatch' })
    expect(reason).toContain('X-Webhook-Event')
  })

  test('never decides what an event is: the signed body does', async () => {
    const failed = vi.fn()
    const { receiver } = testReceiver(jogg({ secret: SECRET }), { on: { generated_script_failed: failed } })
    await receiver.receive(await deliver({ headers: { 'x-webhook-event': 'generated_script_failed' } }))
    expect(failed).not.toHaveBeenCalled()
  })
})

describe('the name and identity of a body', () => {
  const provider = jogg({ secret: SECRET })
  const identified = { kind: 'identified', name: 'a', identity: 'evt_1' }
  const noObject = { kind: 'unidentified', reason: 'The body is not an object.' }
  const noEvent = { kind: 'unidentified', reason: 'The body has no "event".' }
  const noId = { kind: 'unidentified', name: 'a', reason: 'The body has no "event_id".' }

  test.each([
    [{ event: 'a', event_id: 'evt_1' }, identified],
    [[{ event: 'a', event_id: 'evt_1' }], noObject],
    ['a', noObject],
    [null, noObject],
    [{ event_id: 'evt_1' }, noEvent],
    [{ event: 7, event_id: 'evt_1' }, noEvent],
    [{ event: 'a' }, noId],
    [{ event: 'a', event_id: '' }, noId],
    [
      { event: 'a', event_id: 7 },
      { ...noId, reason: '"event_id" is the number 7, where JoggAI documents a string.' },
    ],
  ])('%j is recognized from the body, with or without the header', async (body, expected) => {
    const delivery = { method: 'POST', url: '/', body: new Uint8Array(), receivedAt: new Date() }
    for (const headers of [{}, { 'x-webhook-event': 'a' }])
      expect(provider.identify(body, { ...delivery, headers: deliveryHeaders(headers) })).toEqual(expected)
  })
})

describe('mounted at the wrong place', () => {
  test('a Hoox delivery is refused, and the log says what to do', async () => {
    const { outcome, log } = await receiveWith(SECRET, hooxDelivery('video_export.failed'))
    expect(outcome.status).toBe(401)
    expect(outcome.body).not.toContain('oox')
    expect(log.messages('warn').join()).toContain('mount hooxWebhook() at the URL that Hoox posts to')
  })
})

describe('callbackSecret', () => {
  test('requires a signed URL in addition to the signature, if both secrets are given', async () => {
    const provider = jogg({ secret: SECRET, callbackSecret: 'callback' })
    const { receiver, reports } = testReceiver(provider, { on: { [NAME]: () => {} } })
    expect((await receiver.receive(await deliver())).status).toBe(401)
    expect(reports[0]?.reason).toBe('callback_missing')
  })

  test('does not replace the signature, if both secrets are given', async () => {
    const url = await signCallbackUrl('https://example.com/hooks', { secret: 'callback' })
    const { 'x-webhook-signature': _, ...unsigned } = (await deliver()).headers
    const forged = { ...unsigned, 'x-webhook-signature': '00'.repeat(32) }
    const provider = jogg({ secret: SECRET, callbackSecret: 'callback' })
    const { receiver, reports } = testReceiver(provider, { on: { [NAME]: () => {} } })
    const delivery = await deliver({ url })
    expect((await receiver.receive({ ...delivery, headers: unsigned })).status).toBe(401)
    expect((await receiver.receive({ ...delivery, headers: forged })).status).toBe(401)
    expect((await receiver.receive(delivery)).kind).toBe('processed')
    expect(reports.map((report) => report.reason)).toEqual([
      'signature_missing',
      'signature_mismatch',
      undefined,
    ])
  })

  test('does not replace a secret that is given as undefined', async () => {
    const url = await signCallbackUrl('https://example.com/hooks', { secret: 'callback' })
    const { receiver } = testReceiver(jogg({ secret: undefined, callbackSecret: 'callback' }))
    expect(await receiver.receive(await deliver({ url }))).toMatchObject({
      status: 500,
      code: 'secret_missing',
    })
  })

  test('alone accepts unsigned deliveries to a signed URL, and no others', async () => {
    const url = await signCallbackUrl('https://example.com/hooks', {
      secret: 'callback',
      context: { user: 'u_1' },
    })
    const handler = vi.fn()
    const { receiver } = testReceiver(jogg({ callbackSecret: 'callback' }), { on: { [NAME]: handler } })
    const { 'x-webhook-signature': _, ...headers } = (await deliver()).headers
    expect((await receiver.receive({ ...(await deliver()), headers, url })).kind).toBe('processed')
    expect(handler.mock.calls[0]?.[1].callback).toEqual({ user: 'u_1' })
    expect((await receiver.receive(await deliver())).status).toBe(401)
  })
})
