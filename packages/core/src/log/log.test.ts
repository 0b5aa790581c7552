import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createReceiver, hoox, jogg } from '../index.js'
import { hooxDelivery, joggDelivery } from '../testing/index.js'
import { SECRET } from '../testing/test-receiver.js'
import { childLogger, loggerOf } from './log.js'

const LEVELS = ['debug', 'info', 'warn', 'error'] as const

beforeEach(() => {
  for (const level of LEVELS) vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** All lines written to the console, of every level. */
const printed = (): string[] => LEVELS.flatMap((level) => vi.mocked(console[level]).mock.calls.map(String))

describe('the default logger', () => {
  test('writes one line: what happened, then the facts as JSON', () => {
    loggerOf(undefined).warn({ size: 3, name: 'a "b"' }, 'It happened.')
    expect(printed()).toEqual(['[vidhook] It happened. {"size":3,"name":"a \\"b\\""}'])
  })

  test("writes each level to the console's method of that name, and no debug lines", () => {
    const log = loggerOf(undefined)
    for (const level of LEVELS) log[level]({}, level)
    expect(console.debug).not.toHaveBeenCalled()
    for (const level of ['info', 'warn', 'error'] as const)
      expect(vi.mocked(console[level]).mock.calls).toEqual([[`[vidhook] ${level}`]])
  })

  test.each<[string, unknown, string | undefined, string]>([
    ['a message alone', 'saved', undefined, '[vidhook] saved'],
    ['fields alone', { a: 1 }, undefined, '[vidhook] {"a":1}'],
    ['no fields', undefined, 'saved', '[vidhook] saved'],
    ['a list', [1], 'saved', '[vidhook] saved {"value":[1]}'],
    ['a number', 7, undefined, '[vidhook] {"value":7}'],
    ['a BigInt', { id: 10n }, 'saved', '[vidhook] saved {"id":"10"}'],
  ])('takes %s', (_, fields, message, line) => {
    loggerOf(undefined).info(fields, message)
    expect(printed()).toEqual([line])
  })

  test('shows an error with its cause and its code, and no other properties', () => {
    const cause = new Error('ECONNREFUSED')
    const error = Object.assign(new TypeError('boom', { cause }), {
      code: 'E_BOOM',
      config: { headers: { authorization: 'Bearer hx_live_1' } },
    })
    loggerOf(undefined).error({ err: error }, 'It failed.')
    const [line = ''] = printed()
    expect(JSON.parse(line.replace('[vidhook] It failed. ', ''))).toEqual({
      err: {
        name: 'TypeError',
        message: 'boom',
        stack: expect.stringContaining('log.test.ts'),
        code: 'E_BOOM',
        cause: { name: 'Error', message: 'ECONNREFUSED', stack: expect.any(String) },
      },
    })
    expect(line).not.toContain('hx_live_1')
  })

  test('shows an object that contains itself', () => {
    const circle: Record<string, unknown> = { name: 'circle' }
    circle.self = circle
    const error: Error & { cause?: unknown } = new Error('boom')
    error.cause = error
    loggerOf(undefined).error({ circle, err: error }, 'It failed.')
    expect(printed()[0]).toContain('"circle":{"name":"circle","self":"(shown before)"}')
    expect(printed()[0]).toContain('"message":"boom"')
  })

  test('writes a line even if the facts cannot be shown', () => {
    const hostile = {
      get trap() {
        throw new Error('no')
      },
    }
    expect(() => loggerOf(undefined).info(hostile, 'm')).not.toThrow()
    expect(() => loggerOf(undefined).info(Object.create(null), 'm')).not.toThrow()
  })
})

test('a failure is logged even if the thrown value cannot be shown', () => {
  const cause = {
    toJSON() {
      throw new Error('no')
    },
  }
  loggerOf(undefined).error({ err: new Error('boom', { cause }) }, 'It failed.')
  expect(printed()).toEqual(['[vidhook] It failed. (its facts cannot be shown)'])
})

test.each(['task', 'job_id'])('no sender can fill the log with a long %s', async (field) => {
  const receiver = createReceiver(hoox(), { onUnrecognized: () => {} })
  const { length } = printed().join()
  const event = { task: 'video_upscale', status: 'failed', job_id: 'run_1', [field]: 'x'.repeat(1_000_000) }
  const delivery = await hooxDelivery('any.failed', { body: JSON.stringify(event) })
  expect((await receiver.receive(delivery)).kind).toBe('unrecognized')
  expect(printed().join().length - length).toBeLessThan(2_000)
})

describe('no sender can forge a line', () => {
  const FORGED =
    '\r\n[vidhook] A jogg delivery was processed.\u2028[vidhook]\u0085\u001b[2J\u009b2J\0\u202edessecorp\u2066'
  /** Line ends, characters that control a terminal, and those that reverse the direction of text. */
  const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u

  test.each([
    '\u061c',
    '\u200e',
    '\u200f',
    '\u202a',
    '\u202b',
    '\u202c',
    '\u202d',
    '\u202e',
    '\u2066',
    '\u2067',
    '\u2068',
    '\u2069',
  ])('by reversing the direction of text: %j', (mark) => {
    loggerOf(undefined).warn({ userAgent: `a${mark}b` }, `It${mark}happened.`)
    expect(printed()).toEqual(['[vidhook] It happened. {"userAgent":"a b"}'])
  })

  test.each(['user-agent', 'x-forwarded-for', 'content-type', 'x-webhook-event', 'x-webhook-signature'])(
    'by its %s',
    async (name) => {
      const receiver = createReceiver(jogg({ secret: SECRET }))
      await receiver.receive(
        await joggDelivery('generated_script_failed', {
          secret: SECRET,
          body: 'no JSON',
          headers: { [name]: FORGED },
        }),
      )
      expect(vi.mocked(console.warn).mock.calls).toHaveLength(1)
      for (const line of printed()) expect(line).not.toMatch(UNPRINTABLE)
    },
  )

  test.each<[string, (delivery: Awaited<ReturnType<typeof joggDelivery>>) => object]>([
    ['path', (delivery) => ({ ...delivery, url: `/hooks${FORGED}`, body: new Uint8Array() })],
    ['method', (delivery) => ({ ...delivery, method: FORGED })],
    ['address', (delivery) => ({ ...delivery, remoteAddress: FORGED, method: 'GET' })],
  ])('by its %s', async (_, change) => {
    const receiver = createReceiver(jogg({ secret: SECRET }))
    const delivery = await joggDelivery('generated_script_failed', { secret: SECRET })
    await receiver.receive({ ...delivery, ...change(delivery) })
    expect(vi.mocked(console.warn).mock.calls).toHaveLength(1)
    for (const line of printed()) expect(line).not.toMatch(UNPRINTABLE)
  })

  test("by an event's name, its id or a field, even if it is signed", async () => {
    const receiver = createReceiver(jogg({ secret: SECRET }))
    const event = { event_id: FORGED, event: FORGED, timestamp: 1, data: { [FORGED]: 1 } }
    for (const body of [event, { ...event, event_id: 7, event: FORGED }]) {
      const delivery = await joggDelivery('any', { secret: SECRET, body: JSON.stringify(body) })
      const { 'x-webhook-event': _, ...headers } = delivery.headers
      await receiver.receive({ ...delivery, headers })
    }
    expect(vi.mocked(console.warn).mock.calls).toHaveLength(2)
    for (const line of printed()) expect(line).not.toMatch(UNPRINTABLE)
  })

  test("by a handler's error", async () => {
    const on = { generated_script_failed: () => Promise.reject(new Error(FORGED)) }
    const receiver = createReceiver(jogg({ secret: SECRET }), { on })
    await receiver.receive(await joggDelivery('generated_script_failed', { secret: SECRET }))
    expect(vi.mocked(console.error).mock.calls).toHaveLength(1)
    for (const line of printed()) expect(line).not.toMatch(UNPRINTABLE)
  })
})

test('log: false writes nothing', async () => {
  const receiver = createReceiver(jogg({ secret: undefined }), { log: false })
  await receiver.receive(await joggDelivery('generated_script_failed', { secret: SECRET }))
  expect(printed()).toEqual([])
})

test('console itself is a logger', async () => {
  const receiver = createReceiver(jogg({ secret: SECRET }), { log: console })
  await receiver.receive({ ...(await joggDelivery('any', { secret: SECRET })), method: 'GET' })
  expect(vi.mocked(console.warn).mock.calls).toEqual([
    [expect.objectContaining({ code: 'method_not_allowed' }), expect.stringContaining('was rejected')],
  ])
})

describe('a child of a logger', () => {
  test("is made by the logger's child(), if it has one", () => {
    const log = loggerOf(undefined)
    const child = vi.fn(() => log)
    childLogger({ ...log, child }, { event: 'a' })
    expect(child).toHaveBeenCalledWith({ event: 'a' })
  })

  test('of the default logger puts the facts on every line', () => {
    childLogger(loggerOf(undefined), { event: 'a' }).error({ size: 3 }, 'm')
    expect(printed()).toEqual(['[vidhook] m {"event":"a","size":3}'])
  })
})
