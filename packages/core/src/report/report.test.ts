import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  createReceiver,
  type Delivery,
  defineProvider,
  hoox,
  jogg,
  type Receiver,
  signCallbackUrl,
} from '../index.js'
import type { ProviderName } from '../providers/provider-name.js'
import { hooxDelivery, joggDelivery } from '../testing/index.js'
import { recordingLog, SECRET, testReceiver } from '../testing/test-receiver.js'

const NAME = 'generated_script_failed'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('the log', () => {
  test.each<[string, () => boolean, string[]]>([
    ['is written if the logger takes debug lines', () => true, ['A jogg delivery was processed.']],
    ['is not written if the logger does not', () => false, []],
    [
      'is written if the logger cannot tell',
      () => {
        throw new Error('unknown level')
      },
      ['A jogg delivery was processed.'],
    ],
  ])('of a processed delivery %s', async (_, isLevelEnabled, expected) => {
    const log = { ...recordingLog(), isLevelEnabled }
    const receiver = createReceiver(jogg({ secret: SECRET }), { log, on: { [NAME]: () => {} } })
    await receiver.receive(await joggDelivery(NAME, { secret: SECRET }))
    expect(log.messages('debug')).toEqual(expected)
  })

  test('of a rejected delivery warns: what, from where, and why', async () => {
    const { receiver, log } = testReceiver(jogg({ secret: SECRET }))
    const headers = { 'x-webhook-signature': '0'.repeat(64), 'x-forwarded-for': '203.0.113.7' }
    const url = 'https://example.com/webhooks/jogg?token=t0ken'
    const delivery = await joggDelivery(NAME, { secret: SECRET, url, headers })
    await receiver.receive({ ...delivery, remoteAddress: '10.0.0.1' })
    expect(log.lines.at(-1)).toEqual({
      level: 'warn',
      message:
        'A jogg delivery was rejected: signature_mismatch. If the delivery is genuine: is this the secret of this endpoint, copied in full? Did a proxy or a parser change the body? See https://github.com/vidhook/vidhook/blob/main/docs/errors.md#unauthenticated',
      fields: {
        provider: 'jogg',
        outcome: 'rejected',
        code: 'unauthenticated',
        status: 401,
        reason: 'signature_mismatch',
        durationMs: expect.any(Number),
        from: {
          address: '10.0.0.1',
          forwardedFor: '203.0.113.7',
          userAgent: 'JoggAI-Webhook/2.0',
          method: 'POST',
          path: '/webhooks/jogg',
        },
      },
    })
  })

  test('of a processed one is for debugging, and one line', async () => {
    const { receiver, log } = testReceiver(jogg({ secret: SECRET }), { on: { [NAME]: () => {} } })
    const before = log.lines.length
    await receiver.receive(await joggDelivery(NAME, { secret: SECRET, event_id: 'evt_1' }))
    expect(log.lines.slice(before)).toEqual([
      {
        level: 'debug',
        message: 'A jogg delivery was processed.',
        fields: {
          provider: 'jogg',
          outcome: 'processed',
          status: 200,
          event: NAME,
          identity: 'evt_1',
          handlers: [NAME],
          durationMs: expect.any(Number),
        },
      },
    ])
  })

  test('survives a delivery that is none', async () => {
    const { receiver, reports } = testReceiver(jogg({ secret: SECRET }))
    for (const broken of [{}, { method: 'POST' }, { method: 'POST', headers: {} }]) {
      expect((await receiver.receive(broken as Delivery)).status).toBeGreaterThanOrEqual(400)
    }
    expect(reports).toHaveLength(3)
  })
})

describe('of a refused delivery, whatever its sender puts into it', () => {
  const LONG = 'x'.repeat(100_000)
  const acme = defineProvider({
    name: 'acme',
    timeoutMs: 5_000,
    events: {},
    authenticate: ({ headers }) => ({ ok: false, reason: `unknown key ${headers.get('x-key')}`, hint: LONG }),
    identify: () => ({ kind: 'unidentified', reason: '' }),
  })
  const delivery: Delivery = {
    method: 'POST',
    url: '/hooks',
    headers: { 'content-type': 'application/json' },
    body: new Uint8Array(),
  }

  test.each<[string, Partial<Delivery>]>([
    ['method', { method: LONG }],
    ['path', { url: `/${LONG}` }],
    ['address', { remoteAddress: LONG }],
    ['User-Agent', { headers: { ...delivery.headers, 'user-agent': LONG } }],
    ['X-Forwarded-For', { headers: { ...delivery.headers, 'x-forwarded-for': LONG } }],
    ['key, which its provider quotes as the reason', { headers: { ...delivery.headers, 'x-key': LONG } }],
  ])('the line is short: %s', async (_, change) => {
    const { receiver, log } = testReceiver(acme)
    await receiver.receive({ ...delivery, ...change })
    expect(log.lines.at(-1)?.level).toBe('warn')
    expect(JSON.stringify(log.lines.at(-1)).length).toBeLessThan(3_000)
  })
})

describe('the lines that anyone can have written', () => {
  const forged: Delivery = {
    method: 'POST',
    url: '/hooks',
    headers: { 'content-type': 'application/json', 'x-webhook-signature': 'ab'.repeat(32) },
    body: new Uint8Array(),
  }
  const get: Delivery = { ...forged, method: 'GET' }
  const LEFT_OUT = 'lines_left_out'

  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  async function flooded(receiver: Receiver, deliveries: number, delivery: Delivery = forged) {
    for (let count = 0; count < deliveries; count++) await receiver.receive(delivery)
  }

  test('are 60 a minute and one that says how many were left out, by their codes', async () => {
    const { receiver, log, reports } = testReceiver(jogg({ secret: SECRET }))
    await flooded(receiver, 500)
    await flooded(receiver, 40, get)
    expect(log.messages('warn')).toHaveLength(60)
    expect(reports).toHaveLength(540)

    await vi.advanceTimersByTimeAsync(60_000)
    expect(log.messages('warn')).toHaveLength(61)
    expect(log.lines.at(-1)).toEqual({
      level: 'warn',
      message:
        '480 more jogg deliveries were rejected within a minute, and were not logged one by one. See https://github.com/vidhook/vidhook/blob/main/docs/errors.md#lines_left_out',
      fields: {
        provider: 'jogg',
        code: LEFT_OUT,
        count: 480,
        codes: { unauthenticated: 440, method_not_allowed: 40 },
      },
    })
    await vi.advanceTimersByTimeAsync(600_000)
    expect(log.messages('warn')).toHaveLength(61)
  })

  test('begin anew with the next minute', async () => {
    const { receiver, log } = testReceiver(jogg({ secret: SECRET }))
    await flooded(receiver, 61)
    await vi.advanceTimersByTimeAsync(60_000)
    await flooded(receiver, 70)
    await vi.advanceTimersByTimeAsync(60_000)
    const counts = log.lines
      .filter(({ fields }) => fields.code === LEFT_OUT)
      .map(({ fields }) => fields.count)
    expect(counts).toEqual([1, 10])
    expect(log.messages('warn')).toHaveLength(60 + 1 + 60 + 1)
  })

  test('are limited where a receiver is set up wrong, too, and those of a failing onDelivery', async () => {
    const onDelivery = vi.fn().mockRejectedValue(new Error('The metrics are away.'))
    const { receiver, log } = testReceiver(jogg({ secret: undefined }), { onDelivery })
    const before = log.messages('error').length
    await flooded(receiver, 100)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(onDelivery).toHaveBeenCalledTimes(100)
    expect(log.messages('error')).toHaveLength(before + 60 + 1 + 60 + 1)
    expect(log.lines.slice(-2).map(({ fields }) => fields)).toEqual([
      { provider: 'jogg', code: LEFT_OUT, count: 40, codes: { secret_missing: 40 } },
      { provider: 'jogg', code: LEFT_OUT, count: 40, codes: { onDelivery: 40 } },
    ])
  })

  test('do not use up those of authentic deliveries', async () => {
    const on = {
      [NAME]: () => {
        throw new Error('The database is away.')
      },
    }
    const { receiver, log } = testReceiver(jogg({ secret: SECRET }), { on })
    await flooded(receiver, 100)
    for (let count = 0; count < 100; count++)
      await receiver.receive(await joggDelivery(NAME, { secret: SECRET }))
    expect(log.messages('error')).toHaveLength(100)
  })

  test('are counted by a timer that keeps no process alive', async () => {
    vi.useRealTimers()
    const { receiver } = testReceiver(jogg({ secret: SECRET }))
    const timers = vi.spyOn(globalThis, 'setTimeout')
    await flooded(receiver, 100)
    expect(timers.mock.results.map(({ value }) => value.hasRef())).toEqual([false])
    clearTimeout(timers.mock.results[0]?.value)
  })

  test('are told with the next delivery where a timer would keep the process alive', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout').mockReturnValue(7 as never)
    const cleared = vi.spyOn(globalThis, 'clearTimeout')
    const { receiver, log } = testReceiver(jogg({ secret: SECRET }), { on: { [NAME]: () => {} } })
    await flooded(receiver, 100)
    expect(timers).toHaveBeenCalledTimes(1)
    expect(cleared).toHaveBeenCalledWith(7)

    const good = await joggDelivery(NAME, { secret: SECRET })
    await receiver.receive(good)
    expect(log.messages('warn')).toHaveLength(60)
    vi.advanceTimersByTime(60_000)
    await receiver.receive(good)
    expect(log.messages('warn')).toHaveLength(61)
    expect(log.lines.findLast(({ level }) => level === 'warn')?.fields).toMatchObject({ count: 40 })
  })

  test('are told when the receiver is drained', async () => {
    const { receiver, log } = testReceiver(jogg({ secret: SECRET }))
    await flooded(receiver, 100)
    await receiver.drain()
    expect(log.lines.at(-1)?.fields).toMatchObject({ code: LEFT_OUT, count: 40 })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(log.messages('warn')).toHaveLength(61)
  })
})

/** Words that may stand in no line. */
const BODY_WORD = 'confidential-body-word'
const CALLBACK = 'callback-secret-word'
const KEY = 'whsec_secret_word'

describe('nothing that is secret is ever logged', () => {
  /** Every kind of delivery, good and bad, and all that must not be seen of it. */
  async function everyKind(): Promise<{
    deliveries: [provider: ProviderName, Delivery][]
    forbidden: string[]
  }> {
    const data = { error: { message: BODY_WORD } }
    const good = await joggDelivery(NAME, { secret: KEY, data, event_id: 'evt_1' })
    const expected = good.headers['x-webhook-signature'] ?? ''
    const forged = 'ab'.repeat(32)
    const context = { user: 'callback-context-word' }
    const url = await signCallbackUrl('https://example.com/hooks?tenant=query-word', {
      secret: CALLBACK,
      context,
    })
    const token = new URL(url).searchParams.get('vidhook') ?? ''
    const event = { error: { code: 'E', message: BODY_WORD } }
    const hooxed = { ...(await hooxDelivery('video_export.failed', { event })), url }
    const jogged = async (body: string) => joggDelivery('any', { secret: KEY, body })
    const text = (value: unknown) => JSON.stringify(value)
    return {
      forbidden: [KEY, CALLBACK, BODY_WORD, expected, forged, token, 'query-word', 'callback-context-word'],
      deliveries: [
        ['jogg', good],
        ['jogg', good],
        ['jogg', { ...good, url: `/hooks?key=query-word` }],
        ...[`%3Fvidhook=`, '%3fvidhook%3d', '%253Fvidhook%253D', '%23', '&vidhook=', '/;vidhook%3D'].map(
          (lost): ['hoox', Delivery] => ['hoox', { ...hooxed, url: `/hooks${lost}${token}` }],
        ),
        ['jogg', { ...good, headers: { ...good.headers, 'x-webhook-signature': forged } }],
        ['jogg', { ...good, headers: { ...good.headers, 'x-webhook-signature': `${expected}x` } }],
        [
          'jogg',
          { ...good, headers: { ...good.headers, 'x-webhook-signature': `${expected}, ${expected}` } },
        ],
        ['jogg', { ...good, headers: { ...good.headers, 'x-webhook-event': 'generated_image_failed' } }],
        ['jogg', { ...good, headers: { ...good.headers, 'content-type': 'text/plain' } }],
        ['jogg', { ...good, method: 'GET' }],
        ['jogg', { ...good, body: { consumed: 'Gone.' } }],
        ['jogg', await jogged(`{"a":"${BODY_WORD}"`)],
        ['jogg', await jogged(text([BODY_WORD]))],
        ['jogg', await jogged(text({ event: NAME, event_id: '2', timestamp: BODY_WORD }))],
        [
          'jogg',
          await jogged(text({ event: NAME, event_id: '3', timestamp: 1, data: { error: BODY_WORD } })),
        ],
        ['jogg', await jogged(text({ event: 'new', event_id: '4', data: BODY_WORD }))],
        ['jogg', await jogged(text({ event: NAME, event_id: BODY_WORD.length, data: BODY_WORD }))],
        ['jogg', hooxed],
        ['hoox', hooxed],
        ['hoox', hooxed],
        ['hoox', { ...hooxed, url: url.replace('/hooks', '/elsewhere') }],
        ['hoox', { ...hooxed, url: `${url}x` }],
        ['hoox', { ...hooxed, url: `${url}&vidhook=${token}` }],
        ['hoox', { ...hooxed, url: '/hooks?tenant=query-word' }],
        ['hoox', { ...hooxed, method: 'PUT' }],
        ['hoox', good],
      ],
    }
  }

  const failing = () => {
    throw new Error('the handler failed')
  }
  const handlers: [string, () => unknown][] = [
    ['that succeed', () => {}],
    ['that fail', failing],
  ]

  test.each(handlers)('by handlers %s', async (_, handler) => {
    const { deliveries, forbidden } = await everyKind()
    const log = recordingLog()
    const receivers = {
      jogg: createReceiver(jogg({ secret: KEY }), { log, on: { '*': handler } }),
      hoox: createReceiver(hoox({ callbackSecret: CALLBACK }), { log, on: { '*': handler } }),
    }
    const kinds = new Set<string>()
    for (const [provider, delivery] of deliveries)
      kinds.add((await receivers[provider].receive(delivery)).kind)
    expect(kinds.size).toBeGreaterThanOrEqual(4)
    expect(log.lines.length).toBeGreaterThan(deliveries.length)
    const logged = inspect(log.lines, { depth: 20, maxStringLength: null, maxArrayLength: null })
    for (const word of forbidden) expect(logged).not.toContain(word)
  })

  test.each(handlers)('by the default logger, with handlers %s', async (_, handler) => {
    const { deliveries, forbidden } = await everyKind()
    const lines: string[] = []
    for (const level of ['debug', 'info', 'warn', 'error'] as const)
      vi.spyOn(console, level).mockImplementation((line) => lines.push(String(line)))
    const receivers = {
      jogg: createReceiver(jogg({ secret: KEY }), { on: { '*': handler } }),
      hoox: createReceiver(hoox({ callbackSecret: CALLBACK }), { on: { '*': handler } }),
    }
    for (const [provider, delivery] of deliveries) await receivers[provider].receive(delivery)
    expect(lines.length).toBeGreaterThan(10)
    for (const word of forbidden) expect(lines.join('\n')).not.toContain(word)
  })

  test('and no answer says it either', async () => {
    const { deliveries, forbidden } = await everyKind()
    const receivers = {
      jogg: testReceiver(jogg({ secret: KEY }), { on: { '*': failing } }).receiver,
      hoox: testReceiver(hoox({ callbackSecret: CALLBACK }), { on: { '*': failing } }).receiver,
    }
    for (const [provider, delivery] of deliveries) {
      const { body, headers } = await receivers[provider].receive(delivery)
      expect(Object.keys(JSON.parse(body)).every((key) => ['outcome', 'code', 'message'].includes(key))).toBe(
        true,
      )
      for (const word of [...forbidden, 'the handler failed', '.ts:']) {
        expect(body + JSON.stringify(headers)).not.toContain(word)
      }
    }
  })
})
