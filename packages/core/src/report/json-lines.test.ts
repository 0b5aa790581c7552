import { Writable } from 'node:stream'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { jogg, type ReceiverOptions } from '../index.js'
import { type JournalRecord, jsonLines, type LineStream } from '../journal.js'
import { joggDelivery } from '../testing/index.js'
import { SECRET, testReceiver } from '../testing/test-receiver.js'

const NAME = 'generated_script_success'

function keptLines() {
  let text = ''
  const stream: LineStream = {
    write: (line) => {
      text += line
    },
  }
  const records = () =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line): JournalRecord => JSON.parse(line))
  return { stream, records, text: () => text }
}

function receiverOf(options: ReceiverOptions<never>) {
  const lines = keptLines()
  const parts = testReceiver(jogg({ secret: SECRET }), {
    name: 'billing',
    journal: jsonLines(lines.stream),
    ...options,
  })
  return { ...parts, ...lines }
}

describe('a journal of JSON lines', () => {
  test('has a line for each delivery', async () => {
    const { receiver, records } = receiverOf({ on: { [NAME]: () => {} } })
    const delivery = await joggDelivery(NAME, { secret: SECRET, event_id: 'evt_1' })
    await receiver.receive({ ...delivery, remoteAddress: '10.0.0.1' })
    await receiver.receive(delivery)
    const processed = {
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      kind: 'delivery',
      provider: 'jogg',
      receiver: 'billing',
      event: NAME,
      identity: 'evt_1',
      outcome: 'processed',
      status: 200,
      durationMs: expect.any(Number),
      handlers: [{ name: NAME, durationMs: expect.any(Number) }],
      from: { address: '10.0.0.1', userAgent: expect.any(String), path: '/webhooks/jogg' },
    }
    expect(records()[0]).toEqual(processed)
    expect(records()[1]).toMatchObject({ outcome: 'duplicate', identity: 'evt_1' })
    expect(records()).toHaveLength(2)
  })

  test('has a line for a refused delivery, with the reason', async () => {
    const { receiver, records } = receiverOf({})
    await receiver.receive(await joggDelivery(NAME, { secret: 'forged' }))
    expect(records()).toMatchObject([
      { outcome: 'rejected', status: 401, code: 'unauthenticated', reason: 'signature_mismatch' },
    ])
  })

  test("has each handler's error, and what ended after the answer", async () => {
    const { receiver, records } = receiverOf({
      on: {
        [NAME]: (_: unknown, context: { waitUntil(work: Promise<unknown>): void }) => {
          context.waitUntil(Promise.reject(new Error('no thumbnail')))
          throw new TypeError('no disk')
        },
      },
    })
    await receiver.receive(await joggDelivery(NAME, { secret: SECRET, event_id: 'evt_1' }))
    await receiver.drain()
    expect(records().toSorted((one, other) => one.kind.localeCompare(other.kind))).toMatchObject([
      {
        kind: 'delivery',
        outcome: 'failed',
        error: 'TypeError: no disk',
        handlers: [{ name: NAME, error: 'TypeError: no disk' }],
      },
      { kind: 'wait_until', outcome: 'failed', identity: 'evt_1', error: 'Error: no thumbnail' },
    ])
  })

  test('has no body, signature, token, cookie or authorization, and no endless text', async () => {
    const { receiver, text } = receiverOf({ on: { [NAME]: () => {} } })
    const delivery = await joggDelivery(NAME, {
      secret: SECRET,
      url: 'https://example.com/webhooks/jogg?vidhook=planted-token',
      data: { title: 'planted-body' },
      headers: {
        cookie: 'planted-cookie',
        authorization: 'Bearer planted-authorization',
        'user-agent': 'x'.repeat(100_000),
      },
    })
    await receiver.receive(delivery)
    const signature = Object.entries(delivery.headers).find(([name]) => name === 'x-webhook-signature')?.[1]
    expect(signature).toMatch(/^[0-9a-f]{64}$/)
    for (const secret of ['planted', SECRET, String(signature)]) expect(text()).not.toContain(secret)
    expect(text().length).toBeLessThan(1_000)
  })
})

describe('a stream', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  test('that fails is complained about once, and changes no answer', async () => {
    const complain = vi.spyOn(console, 'error').mockReturnValue()
    const stream = new Writable({ write: (_chunk, _encoding, done) => done(new Error('ENOSPC')) })
    const { receiver } = receiverOf({ journal: jsonLines(stream), on: { [NAME]: () => {} } })
    for (let count = 0; count < 3; count++)
      expect(await receiver.receive(await joggDelivery(NAME, { secret: SECRET }))).toMatchObject({
        status: 200,
      })
    await new Promise((resolve) => setImmediate(resolve))
    expect(complain.mock.calls).toEqual([['[vidhook] The journal cannot be written: ENOSPC']])
  })

  test('that hangs fills no memory: what it does not take is counted', async () => {
    const lines = keptLines()
    const stream = { ...lines.stream, writableLength: 9 * 1024 * 1024 }
    const { receiver } = receiverOf({ journal: jsonLines(stream), on: { [NAME]: () => {} } })
    const receive = async () => receiver.receive(await joggDelivery(NAME, { secret: SECRET }))
    await receive()
    await receive()
    expect(lines.records()).toEqual([])
    stream.writableLength = 0
    await receive()
    expect(lines.records()).toMatchObject([{ kind: 'left_out', count: 2 }, { outcome: 'processed' }])
  })

  test('of the wrong kind is refused at once', () => {
    const wrong = 'webhooks.jsonl' as unknown as LineStream
    expect(() => jsonLines(wrong)).toThrow(/createWriteStream/)
  })
})

test('a journal that rejects is logged, and drain() waits for it', async () => {
  const journal = { delivery: () => Promise.reject(new Error('away')), settled: () => {} }
  const { receiver, log } = receiverOf({ journal, on: { [NAME]: () => {} } })
  expect((await receiver.receive(await joggDelivery(NAME, { secret: SECRET }))).kind).toBe('processed')
  expect(await receiver.drain()).toBe(true)
  expect(log.messages('error')).toEqual(['journal failed. The answer is not affected.'])
})
