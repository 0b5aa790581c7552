import { describe, expect, test, vi } from 'vitest'
import { jogg } from '../index.js'
import { joggDelivery } from '../testing/index.js'
import { SECRET, testReceiver } from '../testing/test-receiver.js'

/** The outcome of a signed body, and the arguments of the handler and of `onUnrecognized`. */
async function receive(body: string | Uint8Array) {
  const handler = vi.fn()
  const onUnrecognized = vi.fn()
  const { receiver } = testReceiver(jogg({ secret: SECRET }), { onUnrecognized, on: { '*': handler } })
  const { 'x-webhook-event': _, ...headers } = (await joggDelivery('any', { secret: SECRET, body })).headers
  const delivery = await joggDelivery('any', { secret: SECRET, body })
  const outcome = await receiver.receive({ ...delivery, headers })
  return {
    kind: outcome.kind,
    code: outcome.code,
    event: handler.mock.calls[0]?.[0],
    context: handler.mock.calls[0]?.[1],
    unrecognized: onUnrecognized.mock.calls[0]?.[0],
  }
}

/** An event that is processed, with this text as the value of `data.more`. */
const eventWith = (more: string) =>
  `{"event_id":"evt_1","event":"generated_image_success","timestamp":1,"data":{"more":${more}}}`

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

describe('bodies that are not JSON are rejected', () => {
  test.each<[string, string | Uint8Array]>([
    ['nothing', ''],
    ['a blank', ' '],
    ['a byte order mark alone', '\uFEFF'],
    ['half an object', '{"event":'],
    ['two objects', '{}{}'],
    ['a comment', '{} // ok'],
    ['NaN', '{"a":NaN}'],
    ['single quotes', "{'a':1}"],
    ['a NUL', '{}\0'],
    ['a form', 'event=generated_image_success'],
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xc3, 0x28, 0x22])],
    ['an overlong encoding', new Uint8Array([0x22, 0xc0, 0xaf, 0x22])],
    ['a surrogate in UTF-8', new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['UTF-16', new Uint8Array(Buffer.from('{"a":1}', 'utf16le'))],
    ['two byte order marks', '\uFEFF\uFEFF{}'],
    ['100,000 nested brackets', nested(100_000)],
    ['100,000 opening brackets', '['.repeat(100_000)],
    ['100,000 nested objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['65 levels', nested(65)],
  ])('%s', async (_, body) => {
    expect(await receive(body)).toMatchObject({ kind: 'rejected', code: 'body_not_json' })
  })
})

describe('bodies that are JSON, but not an event, are unrecognized', () => {
  test.each([
    ['a list', '[{"event":"generated_image_success"}]', [{ event: 'generated_image_success' }]],
    ['a string', '"generated_image_success"', 'generated_image_success'],
    ['null', 'null', null],
    ['a number', '42', 42],
    ['a boolean', 'true', true],
    ['an empty object', '{}', {}],
    ['an empty list', '[]', []],
    ['64 levels', nested(64), JSON.parse(nested(64))],
  ])('%s', async (_, text, body) => {
    const { kind, unrecognized } = await receive(text)
    expect(kind).toBe('unrecognized')
    expect(unrecognized.body).toEqual(body)
  })
})

describe('events in unusual JSON are processed', () => {
  test('with a byte order mark', async () => {
    expect((await receive(`\uFEFF${eventWith('1')}`)).kind).toBe('processed')
  })

  test('with white space all around', async () => {
    expect((await receive(`\r\n\t ${eventWith('1')} \n`)).kind).toBe('processed')
  })

  test('with duplicate keys: the last one counts', async () => {
    const { kind, event } = await receive(eventWith('1').replace('"data"', '"data":7,"data"'))
    expect(kind).toBe('processed')
    expect(event.data).toEqual({ more: 1 })
  })

  test('with 64 levels: the event, its data, and 62 more', async () => {
    expect((await receive(eventWith(nested(62)))).kind).toBe('processed')
    expect((await receive(eventWith(nested(63)))).kind).toBe('rejected')
  })

  test('with a lone surrogate in its id, which differs from the next surrogate', async () => {
    const handler = vi.fn()
    const { receiver } = testReceiver(jogg({ secret: SECRET }), { on: { '*': handler } })
    const kinds: string[] = []
    for (const id of ['\\ud800', '\\ud801', '\\ufffd', '\\ud800']) {
      const body = eventWith('1').replace('evt_1', id)
      const delivery = await joggDelivery('generated_image_success', { secret: SECRET, body })
      kinds.push((await receiver.receive(delivery)).kind)
    }
    expect(kinds).toEqual(['processed', 'processed', 'processed', 'duplicate'])
  })
})

describe('no body can change a prototype', () => {
  test.each([
    ['__proto__', '{"__proto__":{"admin":true},"kept":1}', { kept: 1 }],
    ['__proto__ in escapes', '{"\\u005f_proto__":{"admin":true},"kept":1}', { kept: 1 }],
    ['__proto__ twice', '{"__proto__":{"a":1},"__proto__":{"admin":true},"kept":1}', { kept: 1 }],
    ['__proto__ in a list', '[{"__proto__":{"admin":true},"kept":1}]', [{ kept: 1 }]],
    ['constructor.prototype', '{"constructor":{"prototype":{"admin":true}},"kept":1}', { kept: 1 }],
    [
      '__proto__ under constructor',
      '{"constructor":{"__proto__":{"admin":true},"kept":1}}',
      { constructor: { kept: 1 } },
    ],
  ])('%s is dropped', async (_, more, kept) => {
    const { event } = await receive(eventWith(more))
    expect(JSON.stringify(event.data.more)).toBe(JSON.stringify(kept))
    expect(({} as Record<string, unknown>).admin).toBeUndefined()

    // A handler may make a deep copy without precautions.
    const copy: Record<string, unknown> = {}
    for (const key in event.data.more) copy[key] = event.data.more[key]
    expect(copy.admin).toBeUndefined()
    expect(({} as Record<string, unknown>).admin).toBeUndefined()
  })

  test('a constructor without a prototype is an ordinary field', async () => {
    for (const fields of [
      { constructor: 'Porsche', prototype: 1 },
      { constructor: null },
      { constructor: {} },
    ]) {
      const { event } = await receive(eventWith(JSON.stringify(fields)))
      expect(event.data.more).toEqual(fields)
    }
  })

  test('__proto__ does not make a body an event', async () => {
    const inherited = eventWith('1').slice(0, -1)
    const body = `{"__proto__":${inherited}}}`
    expect((await receive(body)).kind).toBe('unrecognized')
  })
})
