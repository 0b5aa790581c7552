import { describe, expect, test, vi } from 'vitest'
import { handleEntry, memoryInbox, reportDead } from '../inbox/index.js'
import { type Instrument, jogg, type ReceiverOptions } from '../index.js'
import { joggDelivery } from '../testing/index.js'
import { SECRET, testReceiver } from '../testing/test-receiver.js'

const NAME = 'generated_script_success'
const deliver = (options: object = {}) =>
  joggDelivery(NAME, {
    secret: SECRET,
    event_id: 'evt_1',
    url: 'https://a.example/hooks?vidhook=t',
    ...options,
  })
const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'a=1' }
const event = { provider: 'jogg', receiver: 'billing', event: NAME, identity: 'evt_1' }

/** An instrument that keeps what it was given and what came of it, in order. */
function recording() {
  const seen: [string, unknown, unknown][] = []
  const keep =
    (step: string) =>
    async <Result>(info: unknown, run: (given?: typeof trace) => Promise<Result>) => {
      const result = await run(trace)
      seen.push([step, info, result])
    }
  const instrument: Instrument = {
    receive: keep('receive'),
    handle: keep('handle'),
    put: keep('put'),
    attempt: keep('attempt'),
  }
  return { instrument, seen }
}

function receiverOf(options: ReceiverOptions<never>) {
  return testReceiver(jogg({ secret: SECRET }), { name: 'billing', ...options })
}

describe('an instrument is around', () => {
  test('a delivery and each of its handlers', async () => {
    const { instrument, seen } = recording()
    const error = new Error('boom')
    const { receiver } = receiverOf({
      instrument,
      on: { [NAME]: () => {}, '*': () => Promise.reject(error) },
    })
    await receiver.receive(await deliver())
    const handler = { ...event, attempt: undefined }
    expect(seen).toEqual([
      ['handle', { ...handler, handler: NAME }, { name: NAME, durationMs: expect.any(Number) }],
      ['handle', { ...handler, handler: '*' }, { name: '*', durationMs: expect.any(Number), error }],
      [
        'receive',
        { provider: 'jogg', receiver: 'billing', method: 'POST', path: '/hooks' },
        { outcome: expect.objectContaining({ kind: 'failed' }), event: NAME, identity: 'evt_1', error },
      ],
    ])
  })

  test('a forged delivery, which has no name', async () => {
    const { instrument, seen } = recording()
    await receiverOf({ instrument }).receiver.receive(await deliver({ secret: 'forged' }))
    expect(seen).toMatchObject([['receive', {}, { event: undefined, identity: undefined }]])
  })

  test('an event of an unknown name, which is called _OTHER', async () => {
    const { instrument, seen } = recording()
    const { receiver } = receiverOf({ instrument, onUnrecognized: () => {} })
    const body = '{"event":"invented","event_id":"evt_1"}'
    await receiver.receive(await deliver({ body, headers: { 'x-webhook-event': 'invented' } }))
    expect(seen).toMatchObject([
      ['handle', { event: '_OTHER', handler: 'onUnrecognized' }, {}],
      ['receive', {}, { event: '_OTHER' }],
    ])
  })

  test('putting an event into the inbox, whose trace the attempt gets', async () => {
    const { instrument, seen } = recording()
    const inbox = memoryInbox()
    const { receiver } = receiverOf({ instrument, inbox, on: { [NAME]: () => {} } })
    await receiver.receive(await deliver({ headers: { traceparent: 'of the request', tracestate: 'b=2' } }))
    const [entry] = inbox.waiting
    if (!entry) throw new Error('Nothing was put.')
    expect(entry.headers).toMatchObject(trace)
    await handleEntry(receiver, entry, { number: 3 })
    expect(seen).toMatchObject([
      ['put', event, 'queued'],
      ['receive', {}, { outcome: { kind: 'queued' } }],
      ['handle', { ...event, handler: NAME, attempt: 3 }, {}],
      [
        'attempt',
        { ...event, attempt: 3, trace, receivedAt: new Date(entry.receivedAt) },
        { state: 'processed' },
      ],
    ])
  })
})

describe('an instrument changes nothing:', () => {
  const broken: [string, (info: unknown, run: () => Promise<unknown>) => unknown][] = [
    [
      'throws',
      () => {
        throw new Error('broken')
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken'))],
    ['never calls run', () => {}],
    ['calls run twice', (_, run) => [run(), run()]],
    ['never ends', () => new Promise(() => {})],
    [
      'throws after run',
      async (_, run) => {
        await run()
        throw new Error('broken')
      },
    ],
  ]
  test.each(broken)('one that %s', async (what, step) => {
    const instrument = { receive: step, handle: step, put: step, attempt: step }
    const handler = vi.fn()
    const inRequest = receiverOf({ instrument, on: { [NAME]: handler } })
    expect((await inRequest.receiver.receive(await deliver())).kind).toBe('processed')
    expect(handler).toHaveBeenCalledTimes(1)

    const inbox = memoryInbox()
    const queued = receiverOf({ instrument, inbox, on: { [NAME]: handler } })
    expect((await queued.receiver.receive(await deliver())).kind).toBe('queued')
    expect(await inbox.work([queued.receiver])).toMatchObject([{ state: 'processed' }])
    expect(handler).toHaveBeenCalledTimes(2)
    const complaints = inRequest.log.messages('error').filter((line) => line.startsWith('instrument failed'))
    expect(complaints.length > 0).toBe(/throws|rejects/.test(what))
  })
})

describe("a worker's attempt is told to onSettled and to the journal", () => {
  test.each([
    ['that succeeds', undefined, {}, 'succeeded'],
    ['that fails', new Error('boom'), { number: 2 }, 'failed'],
    ['that fails for the last time', new Error('boom'), { number: 20, isLast: true }, 'dead'],
    ['that is given up', Object.assign(new Error('boom'), { name: 'GiveUpError' }), { number: 2 }, 'dead'],
  ] as const)('%s', async (_, error, attempt, state) => {
    const settled = vi.fn()
    const inbox = memoryInbox()
    const { receiver } = receiverOf({
      inbox,
      onSettled: settled,
      journal: { delivery: () => {}, settled },
      on: { [NAME]: () => error && Promise.reject(error) },
    })
    await receiver.receive(await deliver())
    const [entry] = inbox.waiting
    if (!entry) throw new Error('Nothing was put.')
    await handleEntry(receiver, entry, attempt)
    const { event: eventName, ...about } = event
    const report = {
      ...about,
      eventName,
      kind: 'attempt',
      state,
      attempt: 'number' in attempt ? attempt.number : 1,
    }
    expect(settled.mock.calls).toMatchObject([
      [{ ...report, ...(error && { error }) }],
      [{ ...report, ...(error && { error }) }],
    ])
  })

  test('that was never made, since the queue gave the entry up', async () => {
    const onSettled = vi.fn()
    const inbox = memoryInbox()
    const { receiver } = receiverOf({ inbox, onSettled })
    await receiver.receive(await deliver())
    const [entry] = inbox.waiting
    if (!entry) throw new Error('Nothing was put.')
    const error = new Error('The process ended twice.')
    await reportDead(receiver, entry, { error, attempt: 3 })
    const { event: eventName, ...about } = event
    expect(onSettled.mock.calls).toMatchObject([
      [{ ...about, eventName, kind: 'attempt', state: 'dead', attempt: 3, error, handlers: [] }],
    ])
  })
})

describe('an instrument that is off', () => {
  test.each<[string, () => boolean]>([
    ['says so', () => true],
    [
      'fails to say so',
      () => {
        throw new Error('broken')
      },
    ],
  ])('and %s is not called', async (_, isOff) => {
    const { instrument, seen } = recording()
    const inbox = memoryInbox()
    const off = { ...instrument, isOff }
    const inRequest = receiverOf({ instrument: off, on: { [NAME]: () => {} } })
    expect((await inRequest.receiver.receive(await deliver())).kind).toBe('processed')
    const queued = receiverOf({ instrument: off, inbox, on: { [NAME]: () => {} } })
    expect((await queued.receiver.receive(await deliver())).kind).toBe('queued')
    expect(await inbox.work([queued.receiver])).toMatchObject([{ state: 'processed' }])
    expect(seen).toEqual([])
  })

  test('is called as soon as it is on', async () => {
    const { instrument, seen } = recording()
    let isOff = true
    const { receiver } = receiverOf({ instrument: { ...instrument, isOff: () => isOff } })
    await receiver.receive(await deliver())
    isOff = false
    await receiver.receive(await deliver())
    expect(seen).toHaveLength(1)
  })
})
