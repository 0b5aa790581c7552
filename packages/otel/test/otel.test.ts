import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base'
import { createReceiver, jogg, type ReceiverOptions } from '@vidhook/core'
import { handleEntry, memoryInbox } from '@vidhook/core/inbox'
import { joggDelivery } from '@vidhook/core/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { observeInbox, otel } from '../src/index.js'
import { startTelemetry } from './telemetry.js'

const NAME = 'generated_script_success'
const SECRET = 'whsec_test'

let telemetry: ReturnType<typeof startTelemetry>
beforeEach(() => {
  telemetry = startTelemetry()
})
afterEach(() => telemetry.stop())

function receiverOf(options: ReceiverOptions<never>) {
  return createReceiver(jogg({ secret: SECRET }), {
    name: 'billing',
    log: false,
    instrument: otel(),
    ...options,
  })
}

const deliver = (options: object = {}) =>
  joggDelivery(NAME, { secret: SECRET, event_id: 'evt_1', ...options })

/** Receives a delivery as a server would that has a span for each request. */
function receiveInSpan(receiver: ReturnType<typeof receiverOf>, options: object = {}) {
  return telemetry.tracer.startActiveSpan('POST /webhooks/jogg', async (span) => {
    const outcome = await receiver.receive(await deliver(options))
    span.end()
    return outcome
  })
}

const isChildOf = (child: ReadableSpan, parent: ReadableSpan) =>
  child.parentSpanContext?.spanId === parent.spanContext().spanId &&
  child.spanContext().traceId === parent.spanContext().traceId

describe('a delivery', () => {
  test("is a span under the request's, with one for each handler", async () => {
    const error = new TypeError('no disk')
    const receiver = receiverOf({ on: { [NAME]: () => {}, '*': () => Promise.reject(error) } })
    await receiveInSpan(receiver)
    const receive = telemetry.span('receive jogg')
    expect(isChildOf(receive, telemetry.span('POST /webhooks/jogg'))).toBe(true)
    expect(receive).toMatchObject({
      kind: SpanKind.INTERNAL,
      status: { code: SpanStatusCode.ERROR, message: 'no disk' },
      attributes: {
        'vidhook.provider': 'jogg',
        'vidhook.receiver': 'billing',
        'vidhook.event': NAME,
        'vidhook.identity': 'evt_1',
        'vidhook.outcome': 'failed',
        'vidhook.code': 'handler_failed',
        'http.response.status_code': 500,
      },
    })
    const [sound, failed] = [telemetry.span(`handle ${NAME}`), telemetry.span('handle *')]
    expect([isChildOf(sound, receive), isChildOf(failed, receive)]).toEqual([true, true])
    expect(sound).toMatchObject({ status: { code: SpanStatusCode.UNSET }, events: [] })
    expect(failed).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'TypeError' },
      events: [{ name: 'exception' }],
    })
  })

  test("lets a handler's own spans be its children", async () => {
    const receiver = receiverOf({
      on: { [NAME]: () => telemetry.tracer.startActiveSpan('SELECT', (span) => span.end()) },
    })
    await receiveInSpan(receiver)
    expect(isChildOf(telemetry.span('SELECT'), telemetry.span(`handle ${NAME}`))).toBe(true)
  })

  test('that is forged is counted, without a name', async () => {
    await receiveInSpan(receiverOf({}), { secret: 'forged' })
    expect(await telemetry.points('vidhook.deliveries')).toEqual([
      {
        attributes: {
          'vidhook.provider': 'jogg',
          'vidhook.receiver': 'billing',
          'vidhook.outcome': 'rejected',
          'vidhook.code': 'unauthenticated',
          'http.response.status_code': 401,
        },
        value: 1,
        unit: '{delivery}',
      },
    ])
    expect(telemetry.span('receive jogg').status.code).toBe(SpanStatusCode.UNSET)
  })

  test('is timed in seconds, and so is each handler', async () => {
    await receiveInSpan(receiverOf({ on: { [NAME]: () => {} } }))
    for (const name of ['vidhook.delivery.duration', 'vidhook.handler.duration']) {
      const [point] = await telemetry.points(name)
      expect(point).toMatchObject({ unit: 's', value: { count: 1 } })
      expect(point).toMatchObject({ value: { sum: expect.closeTo(0, 0) } })
    }
  })

  test('of ten thousand made-up names makes one series, and no metric has an identity', {
    timeout: 60_000,
  }, async () => {
    const receiver = receiverOf({ onUnrecognized: () => {} })
    for (let index = 0; index < 10_000; index++) {
      const event = `invented_${index}`
      const body = JSON.stringify({ event, event_id: `evt_planted_${index}` })
      await receiver.receive(await deliver({ body, headers: { 'x-webhook-event': event } }))
    }
    const deliveries = await telemetry.points('vidhook.deliveries')
    expect(deliveries).toMatchObject([{ value: 10_000, attributes: { 'vidhook.event': '_OTHER' } }])
    for (const name of await telemetry.metricNames()) {
      const points = await telemetry.points(name)
      expect(points).toHaveLength(1)
      expect(JSON.stringify(points)).not.toContain('planted')
    }
  })
})

describe('with an inbox', () => {
  test('one trace goes from the request through the queue to the handler, and a retry is linked to it', async () => {
    const inbox = memoryInbox()
    let fails = true
    const receiver = receiverOf({
      inbox,
      on: {
        [NAME]: () => {
          if (fails) throw new Error('not yet')
        },
      },
    })
    expect((await receiveInSpan(receiver)).kind).toBe('queued')
    await inbox.work([receiver])
    const send = telemetry.span('send billing')
    const first = telemetry.span('process billing')
    expect(isChildOf(send, telemetry.span('receive jogg'))).toBe(true)
    expect(isChildOf(first, send)).toBe(true)
    expect(isChildOf(telemetry.span(`handle ${NAME}`), first)).toBe(true)
    expect([send.kind, first.kind]).toEqual([SpanKind.PRODUCER, SpanKind.CONSUMER])
    expect(first).toMatchObject({
      status: { code: SpanStatusCode.ERROR, message: 'not yet' },
      attributes: {
        'messaging.operation.type': 'process',
        'messaging.destination.name': 'billing',
        'messaging.message.id': 'evt_1',
        'vidhook.attempt': 1,
      },
    })

    fails = false
    await inbox.work([receiver])
    const [, retry] = telemetry.spans().filter(({ name }) => name === 'process billing')
    expect(retry?.spanContext().traceId).not.toBe(send.spanContext().traceId)
    expect(retry?.parentSpanContext).toBeUndefined()
    expect(retry?.links).toMatchObject([{ context: { spanId: send.spanContext().spanId } }])
    expect(await telemetry.points('messaging.client.consumed.messages')).toMatchObject([
      { value: 1, attributes: { 'vidhook.outcome': 'failed', 'error.type': 'Error' } },
      { value: 1, attributes: { 'vidhook.outcome': 'processed' } },
    ])
    expect(await telemetry.points('messaging.client.sent.messages')).toMatchObject([{ value: 1 }])
    expect(await telemetry.points('messaging.process.duration')).toHaveLength(2)
    expect(await telemetry.points('messaging.client.operation.duration')).toMatchObject([{ unit: 's' }])
  })

  test('a queue that is away is an error of the send', async () => {
    const inbox = { put: () => Promise.reject(new Error('ECONNREFUSED')) }
    expect((await receiveInSpan(receiverOf({ inbox }))).kind).toBe('unavailable')
    expect(telemetry.span('send billing').status).toEqual({
      code: SpanStatusCode.ERROR,
      message: 'ECONNREFUSED',
    })
  })

  test('an entry without a trace, or with a broken one, begins a trace in the worker', async () => {
    const inbox = memoryInbox()
    const plain = receiverOf({ inbox, instrument: undefined })
    await plain.receive(await deliver({ headers: { traceparent: 'broken' } }))
    const [entry] = inbox.waiting
    if (!entry) throw new Error('Nothing was put.')
    await handleEntry(receiverOf({ on: { [NAME]: () => {} } }), entry)
    expect(telemetry.span('process billing').parentSpanContext).toBeUndefined()
  })

  test('gauges tell depth, the dead and the oldest age, in a process that observes', async () => {
    const counts = { waiting: 3, active: 1, delayed: 2, done: 9, dead: 4 }
    let health: { counts?: typeof counts; oldestWaitingMs?: number } = { counts, oldestWaitingMs: 90_000 }
    const stop = observeInbox({ health: async () => health })
    expect(await telemetry.points('vidhook.inbox.depth')).toMatchObject([
      { value: 3, attributes: { 'vidhook.entry.state': 'waiting' } },
      { value: 1, attributes: { 'vidhook.entry.state': 'active' } },
      { value: 2, attributes: { 'vidhook.entry.state': 'delayed' } },
    ])
    expect(await telemetry.points('vidhook.inbox.dead')).toMatchObject([{ value: 4 }])
    expect(await telemetry.points('vidhook.inbox.oldest.age')).toMatchObject([{ value: 90, unit: 's' }])
    expect(await telemetry.points('vidhook.inbox.up')).toMatchObject([{ value: 1 }])
    health = {}
    expect(await telemetry.points('vidhook.inbox.up')).toMatchObject([{ value: 0 }])
    stop()
  })
})

test('without an SDK everything works, and nothing is measured', async () => {
  await telemetry.stop()
  const receiver = receiverOf({ on: { [NAME]: () => {} } })
  expect((await receiver.receive(await deliver())).kind).toBe('processed')
  const inbox = memoryInbox()
  const queued = receiverOf({ inbox, on: { [NAME]: () => {} } })
  expect((await queued.receive(await deliver())).kind).toBe('queued')
  expect(await inbox.work([queued])).toMatchObject([{ state: 'processed' }])
  expect(telemetry.spans()).toEqual([])
})

test('an SDK that starts after the receiver was made, and after its first delivery, is found', async () => {
  await telemetry.stop()
  const receiver = receiverOf({ on: { [NAME]: () => {} } })
  await receiver.receive(await deliver({ event_id: 'evt_1' }))
  telemetry = startTelemetry()
  await receiver.receive(await deliver({ event_id: 'evt_2' }))
  expect(telemetry.span('receive jogg').attributes['vidhook.identity']).toBe('evt_2')
  expect(telemetry.span(`handle ${NAME}`).status.code).toBe(SpanStatusCode.UNSET)
  expect(await telemetry.points('vidhook.deliveries')).toMatchObject([{ value: 1 }])
})

test('metrics alone are enough of an SDK', async () => {
  trace.disable()
  const receiver = receiverOf({ on: { [NAME]: () => {} } })
  await receiver.receive(await deliver())
  expect(await telemetry.points('vidhook.handler.duration')).toMatchObject([{ value: { count: 1 } }])
})
