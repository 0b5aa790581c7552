import { Readable } from 'node:stream'
import { runInNewContext } from 'node:vm'
import { describe, expect, test, vi } from 'vitest'
import { jogg } from '../index.js'
import { joggDelivery } from '../testing/index.js'
import { SECRET, testReceiver } from '../testing/test-receiver.js'

const NAME = 'generated_script_success'
const on = { [NAME]: () => {} }

/** Receives a signed delivery with parts replaced by values that JavaScript allows. */
async function receiveWith(wrong: object) {
  const { receiver, log, reports } = testReceiver(jogg({ secret: SECRET }), { on })
  const { method, url, headers, body } = await joggDelivery(NAME, { secret: SECRET })
  const outcome = await receiver.receive({ method, url, headers, body, ...wrong })
  return { outcome, log, reports }
}

describe('a body', () => {
  test('that is text is encoded as UTF-8', async () => {
    const { receiver, reports } = testReceiver(jogg({ secret: SECRET }), { on })
    const { body, ...delivery } = await joggDelivery(NAME, { secret: SECRET, data: { title: 'é 🎬' } })
    const text = new TextDecoder().decode(body)
    expect(await receiver.receive({ ...delivery, body: text })).toMatchObject({ kind: 'processed' })
    expect(reports[0]?.rawBody).toEqual(new Uint8Array(body))
  })

  test('that is text is held to the limit in bytes', async () => {
    const { receiver } = testReceiver(jogg({ secret: SECRET }), { on, maxBodyBytes: 10 })
    const delivery = await joggDelivery(NAME, { secret: SECRET, body: 'éééééé' })
    expect(await receiver.receive({ ...delivery, body: 'éééééé' })).toMatchObject({ code: 'body_too_large' })
    expect(await receiver.receive({ ...delivery, body: 'ééééé' })).toMatchObject({ code: 'unauthenticated' })
  })

  test('of another realm is accepted', async () => {
    const { body } = await joggDelivery(NAME, { secret: SECRET })
    const foreign: Uint8Array = runInNewContext('Uint8Array').from(body)
    expect(foreign).not.toBeInstanceOf(Uint8Array)
    const { headers } = await joggDelivery(NAME, { secret: SECRET, body })
    const { outcome } = await receiveWith({ headers, body: foreign })
    expect(outcome).toMatchObject({ kind: 'processed' })
  })

  const text = 'TOP-SECRET-BODY'
  const bytes = new TextEncoder().encode(text)
  test.each<[string, unknown, string]>([
    ['undefined', undefined, 'undefined as the body. Pass the raw bytes as a Uint8Array, or as a string.'],
    ['null', null, 'null as the body. Pass the raw bytes'],
    ['a number', 42, 'a number as the body. Pass the raw bytes'],
    ['true', true, 'a boolean as the body. Pass the raw bytes'],
    ['a parsed body', { text }, 'an object (Object) as the body. Pass the raw bytes'],
    ['a parsed list', [text], 'an object (Array) as the body. Pass the raw bytes'],
    [
      'a parsed body with a text `consumed`',
      { id: 1, consumed: text },
      'an object (Object) as the body. Pass the raw',
    ],
    ['a body without a prototype', Object.assign(Object.create(null), { text }), 'JSON.stringify()'],
    [
      'a body with a constructor of its own',
      { constructor: { name: text } },
      'an object (Object) as the body.',
    ],
    ['a Buffer that was JSON', { type: 'Buffer', data: [...bytes] }, 'an object (Object) as the body.'],
    ['an ArrayBuffer', bytes.buffer, 'an object (ArrayBuffer) as the body. Pass new Uint8Array(buffer).'],
    ['a SharedArrayBuffer', new SharedArrayBuffer(4), 'Pass new Uint8Array(buffer).'],
    [
      'a DataView',
      new DataView(bytes.buffer),
      'an object (DataView) as the body. Pass the raw bytes as a Uint8Array',
    ],
    ['a stream of Node', Readable.from([bytes]), 'nodeDelivery(), from @vidhook/core/node'],
    ['a Web stream', new Blob([text]).stream(), 'new Uint8Array(await new Response(stream).arrayBuffer())'],
    ['a Blob', new Blob([text]), 'Pass new Uint8Array(await body.arrayBuffer()).'],
    ['a Request', new Request('http://x', { method: 'POST', body: text }), 'await body.arrayBuffer()'],
    ['a promise', Promise.resolve(bytes), 'an object (Promise) as the body. Await it first.'],
  ])('that is %s is misconfigured at once, and the log says what to pass', async (_name, body, fix) => {
    const { outcome, log, reports } = await receiveWith({ body })
    expect(outcome).toMatchObject({ kind: 'misconfigured', status: 500, code: 'delivery_invalid' })
    const [message] = log.messages('error')
    expect(message).toContain('receive() was given ')
    expect(message).toContain(fix)
    expect(message).toMatch(/#delivery_invalid$/)
    expect(JSON.stringify([log.lines, outcome])).not.toContain(text)
    expect(reports[0]?.delivery.body).toEqual(new Uint8Array())
  })

  test.each(['GET', 'OPTIONS'])('that is missing does not change the answer to %s', async (method) => {
    for (const body of [undefined, null]) {
      const { outcome } = await receiveWith({ method, body })
      expect(outcome).toMatchObject({ status: 405, code: 'method_not_allowed' })
    }
  })
})

describe('a delivery', () => {
  test.each<[string, object, string]>([
    ['without a method', { method: undefined }, 'undefined as the method.'],
    ['whose method is a number', { method: 1 }, 'a number as the method.'],
    ['without a url', { url: undefined }, 'undefined as the url.'],
    [
      'whose url is a URL',
      { url: new URL('http://localhost/x') },
      'an object (URL) as the url. Pass a string',
    ],
    ['without headers', { headers: undefined }, 'undefined as the headers.'],
    ['whose headers are null', { headers: null }, 'null as the headers.'],
    ['whose headers are text', { headers: 'a: b' }, 'a string as the headers.'],
    [
      'whose headers are rawHeaders',
      { headers: ['a', 'b'] },
      'a flat list as the headers. Pass request.headers, not',
    ],
  ])('%s is misconfigured at once, and the log says what to pass', async (_name, wrong, message) => {
    const { outcome, log, reports } = await receiveWith(wrong)
    expect(outcome).toMatchObject({ kind: 'misconfigured', status: 500, code: 'delivery_invalid' })
    expect(log.messages('error').join()).toContain(`receive() was given ${message}`)
    expect(reports).toHaveLength(1)
  })

  test.each([undefined, null, 'POST', 7])('that is %j is misconfigured too', async (delivery) => {
    const { receiver, log } = testReceiver(jogg({ secret: SECRET }))
    // @ts-expect-error no delivery
    expect(await receiver.receive(delivery)).toMatchObject({ code: 'delivery_invalid' })
    expect(log.messages('error').join()).toContain('Pass { method, url, headers, body }.')
  })

  test('with a method in lower case, as in some frameworks, is accepted', async () => {
    expect((await receiveWith({ method: 'post' })).outcome).toMatchObject({ kind: 'processed' })
    expect((await receiveWith({ method: 'post', body: undefined })).outcome.code).toBe('delivery_invalid')
  })

  test('with numbers and nulls among its headers is accepted', async () => {
    const { headers, body } = await joggDelivery(NAME, { secret: SECRET })
    const odd = { ...headers, 'content-length': body.byteLength, 'x-none': null }
    const { outcome } = await receiveWith({ headers: odd, body })
    expect(outcome).toMatchObject({ kind: 'processed' })
  })

  test.each([null, {}])('is accepted with %j as the platform', async (platform) => {
    const { receiver } = testReceiver(jogg({ secret: SECRET }), { on: { [NAME]: async () => vi.fn() } })
    const delivery = await joggDelivery(NAME, { secret: SECRET })
    // @ts-expect-error null is no platform
    expect(await receiver.receive(delivery, platform)).toMatchObject({ kind: 'processed' })
  })
})
