import { describe, expect, test, vi } from 'vitest'
import { jogg } from '../index.js'
import { joggDelivery } from '../testing/index.js'
import { SECRET, testReceiver } from '../testing/test-receiver.js'

const NAME = 'generated_photo_avatar_failed'

/** The outcome of a signed delivery with these headers. */
async function receiveWith(headers: Record<string, string | undefined>) {
  const { receiver } = testReceiver(jogg({ secret: SECRET }), { on: { [NAME]: () => {} } })
  const delivery = await joggDelivery(NAME, { secret: SECRET })
  return receiver.receive({ ...delivery, headers: { ...delivery.headers, ...headers } })
}

describe('the content type', () => {
  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'Application/JSON',
    ' application/json ',
    'application/cloudevents+json',
    'application/vnd.api+json; version=1',
  ])('%j is JSON', async (type) => {
    expect((await receiveWith({ 'content-type': type })).kind).toBe('processed')
  })

  test.each([
    undefined,
    '',
    'text/plain',
    'text/json',
    'application/jsonp',
    'application/json-seq',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=application/json',
    'text/plain; application/json',
    'application/json, text/plain',
    'application/json, application/json',
    'xapplication/json',
    '+json',
  ])('%j is not', async (type) => {
    expect(await receiveWith({ 'content-type': type })).toMatchObject({
      kind: 'rejected',
      status: 415,
      code: 'content_type_unsupported',
    })
  })
})

describe('the content encoding', () => {
  test.each([undefined, '', 'identity', 'Identity'])('%j means uncompressed', async (encoding) => {
    expect((await receiveWith({ 'content-encoding': encoding })).kind).toBe('processed')
  })

  test.each(['gzip', 'GZIP', 'br', 'deflate', 'zstd', 'identity, gzip', 'x-unknown'])(
    '%j is refused',
    async (encoding) => {
      expect(await receiveWith({ 'content-encoding': encoding })).toMatchObject({
        kind: 'rejected',
        status: 415,
        code: 'content_encoding_unsupported',
      })
    },
  )
})

describe('the size', () => {
  const body = () => ({ read: vi.fn(), discard: vi.fn() })

  test('that is declared too large is refused before a byte is read', async () => {
    const stream = body()
    const { receiver } = testReceiver(jogg({ secret: SECRET }))
    const delivery = await joggDelivery(NAME, { secret: SECRET, headers: { 'content-length': '1048577' } })
    expect(await receiver.receive({ ...delivery, body: stream })).toMatchObject({ status: 413 })
    expect(stream.read).not.toHaveBeenCalled()
    expect(stream.discard).toHaveBeenCalledTimes(1)
  })

  test('of exactly 1 MiB is accepted, and a byte more is not', async () => {
    const { receiver } = testReceiver(jogg({ secret: SECRET }))
    const sized = async (bytes: number) =>
      receiver.receive(await joggDelivery(NAME, { secret: SECRET, body: ' '.repeat(bytes) }))
    expect((await sized(1_048_576)).code).toBe('body_not_json')
    expect((await sized(1_048_577)).code).toBe('body_too_large')
  })
})

test('the method is checked before the type, and the type before the size', async () => {
  const { receiver } = testReceiver(jogg({ secret: SECRET }))
  const headers = { 'content-type': 'text/plain', 'content-length': '99999999' }
  const wrong = { ...(await joggDelivery(NAME, { secret: SECRET })), headers }
  expect((await receiver.receive({ ...wrong, method: 'GET' })).status).toBe(405)
  expect((await receiver.receive(wrong)).status).toBe(415)
})
