import { describe, expect, test } from 'vitest'
import { jogg } from '../index.js'
import { joggDelivery } from '../testing/index.js'
import { SECRET, testReceiver } from '../testing/test-receiver.js'

const NAME = 'generated_script_success'
const utf8 = new TextEncoder()

/** The outcome of a delivery that was signed as `sent` and passed to the receiver as `given`. */
async function receiveAltered(
  sent: Uint8Array<ArrayBuffer>,
  given: string | Uint8Array,
  { chunked = false, ...headers }: { readonly chunked?: boolean; readonly [name: string]: unknown } = {},
) {
  const { receiver, log } = testReceiver(jogg({ secret: SECRET }), { on: { [NAME]: () => {} } })
  const delivery = await joggDelivery(NAME, { secret: SECRET, body: sent })
  const length = chunked ? {} : { 'content-length': String(sent.byteLength) }
  const outcome = await receiver.receive({
    ...delivery,
    headers: { ...delivery.headers, ...length, ...headers } as Record<string, string>,
    body: given,
  })
  return { outcome, messages: [...log.messages('error'), ...log.messages('warn')].join() }
}

const event = (text = '') => `{"event_id":"evt_1","event":"${NAME}","timestamp":1,"data":{"x":"${text}"}}`
const BOM = new Uint8Array([0xef, 0xbb, 0xbf])
const bytesOf = (...parts: Uint8Array[]) => new Uint8Array(parts.flatMap((part) => [...part]))
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))

describe('a body that was decoded to text', () => {
  test('is accepted like its bytes, if it is their UTF-8', async () => {
    const text = event('é 🎬')
    expect((await receiveAltered(utf8.encode(text), text)).outcome.kind).toBe('processed')
  })

  test('from another charset is misconfigured, and the charset is named', async () => {
    const text = event('é')
    for (const chunked of [false, true]) {
      const { outcome, messages } = await receiveAltered(latin1(text), text, {
        chunked,
        'content-type': 'application/json; charset="ISO-8859-1"',
      })
      expect(outcome).toMatchObject({ kind: 'misconfigured', status: 500, code: 'body_consumed' })
      expect(messages).toMatch(
        /signature does not match: .*decoded to text from ISO-8859-1.*express\.raw\(\)/,
      )
    }
  })

  test('from another charset is accepted, if it is ASCII', async () => {
    const text = event('plain')
    const headers = { 'content-type': 'application/json; charset=iso-8859-1' }
    expect((await receiveAltered(latin1(text), text, headers)).outcome.kind).toBe('processed')
    const forged = await receiveAltered(latin1(text), text.replace('plain', 'plane'), headers)
    expect(forged.outcome).toMatchObject({ kind: 'rejected', status: 401 })
  })

  test('without its byte order mark is misconfigured, and the mark is named', async () => {
    const text = event()
    const { outcome, messages } = await receiveAltered(bytesOf(BOM, utf8.encode(text)), text)
    expect(outcome).toMatchObject({ kind: 'misconfigured', code: 'body_consumed' })
    expect(messages).toContain('its byte order mark is lost')
  })

  test('without a Content-Length is refused, with a hint at the mark', async () => {
    const text = event()
    const { outcome, messages } = await receiveAltered(bytesOf(BOM, utf8.encode(text)), text, {
      chunked: true,
    })
    expect(outcome).toMatchObject({ kind: 'rejected', status: 401 })
    expect(messages).toMatch(
      /signature_mismatch\. The body was given as text.*byte order mark.*express\.raw\(\)/,
    )
  })

  test('with other bytes lost is misconfigured', async () => {
    const { outcome, messages } = await receiveAltered(
      bytesOf(utf8.encode(event()), new Uint8Array([0xff])),
      `${event()}\ufffd`,
    )
    expect(outcome).toMatchObject({ kind: 'misconfigured', code: 'body_consumed' })
    expect(messages).toContain('some of its bytes are lost')
  })

  test('is rejected like any forgery, if no bytes were lost', async () => {
    const { outcome, messages } = await receiveAltered(utf8.encode(event('a')), event('b'))
    expect(outcome).toMatchObject({ kind: 'rejected', status: 401 })
    expect(messages).toContain('is this the secret of this endpoint')
  })
})

describe('a body that was given as bytes', () => {
  test('before all of them had arrived is misconfigured', async () => {
    const bytes = utf8.encode(event())
    const { outcome, messages } = await receiveAltered(bytes, bytes.subarray(0, 20))
    expect(outcome).toMatchObject({ kind: 'misconfigured', code: 'body_consumed' })
    expect(messages).toContain(`${bytes.byteLength} bytes were announced and 20 given`)
    expect(messages).toContain('before all of it had arrived')
  })

  test('that are still Base64 is misconfigured', async () => {
    const bytes = utf8.encode(event())
    const { outcome, messages } = await receiveAltered(
      bytes,
      utf8.encode(Buffer.from(bytes).toString('base64')),
    )
    expect(outcome).toMatchObject({ kind: 'misconfigured', code: 'body_consumed' })
    expect(messages).toContain('still encoded, as Base64')
  })

  test('with an invalid Content-Length is rejected like any forgery', async () => {
    const { outcome } = await receiveAltered(utf8.encode(event('a')), utf8.encode(event('b')), {
      'content-length': 'many',
    })
    expect(outcome.status).toBe(401)
  })

  test('is accepted with any Content-Length, if the signature matches', async () => {
    const bytes = utf8.encode(event())
    expect((await receiveAltered(bytes, bytes, { 'content-length': '1' })).outcome.kind).toBe('processed')
  })
})

test('a body that the receiver reads itself is unchanged: a wrong signature is a forgery', async () => {
  const { receiver } = testReceiver(jogg({ secret: SECRET }))
  const delivery = await joggDelivery(NAME, { secret: 'forged', headers: { 'content-length': '9999' } })
  const outcome = await receiver.receive({
    ...delivery,
    body: {
      read(sink) {
        sink.chunk(delivery.body)
        sink.end()
      },
      discard() {},
    },
  })
  expect(outcome).toMatchObject({ kind: 'rejected', status: 401 })
})
