import * as node from 'node:crypto'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { hoox, jogg, signCallbackUrl } from '../index.js'
import { hooxDelivery, joggDelivery } from '../testing/index.js'
import { SECRET, testReceiver } from '../testing/test-receiver.js'
import {
  decodeBase64,
  decodeHex,
  encodeBase64,
  encodeHex,
  type HmacKey,
  hmacKey,
  nodeKey,
  sha256Hex,
  webKey,
} from './hmac.js'

const utf8 = (text: string) => new TextEncoder().encode(text)

afterEach(() => {
  vi.restoreAllMocks()
})

const engines: [string, (bytes: Uint8Array) => HmacKey][] = [
  ['node:crypto', (bytes) => nodeKey(node, bytes)],
  ['Web Crypto', webKey],
]

describe.each(engines)('HMAC-SHA256 on %s', (_, keyOf) => {
  // RFC 4231, sections 4.2, 4.3 and 4.7 (a key longer than a block).
  test.each([
    ['0b'.repeat(20), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    [
      '4a656665',
      'what do ya want for nothing?',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
      'aa'.repeat(131),
      'Test Using Larger Than Block-Size Key - Hash Key First',
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
  ])('signs as RFC 4231 says', async (key, message, expected) => {
    expect(encodeHex(await keyOf(Buffer.from(key, 'hex')).sign(utf8(message)))).toBe(expected)
  })

  test('verifies its own signature, and no other', async () => {
    const key = keyOf(utf8('secret'))
    const signature = await key.sign(utf8('message'))
    expect(await key.verify(utf8('message'), signature)).toBe(true)
    expect(await key.verify(utf8('massage'), signature)).toBe(false)
    expect(await keyOf(utf8('Secret')).verify(utf8('message'), signature)).toBe(false)
  })

  test.each([0, 1, 16, 31, 33, 64, 1_000])('calls a signature of %i bytes wrong', async (length) => {
    expect(await keyOf(utf8('secret')).verify(utf8('message'), new Uint8Array(length))).toBe(false)
  })

  test('takes bytes of a larger buffer, and bytes shared with another thread', async () => {
    const message = Buffer.from('xxmessagexx').subarray(2, 9)
    const shared = new Uint8Array(new SharedArrayBuffer(7))
    shared.set(message)
    const key = keyOf(Buffer.from('xsecretx').subarray(1, 7))
    const signature = await keyOf(utf8('secret')).sign(utf8('message'))
    expect(await key.verify(message, signature)).toBe(true)
    expect(await key.verify(shared, signature)).toBe(true)
  })
})

test('node:crypto and Web Crypto agree on every key, message and signature', async () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 })
  await fc.assert(
    fc.asyncProperty(bytes, fc.uint8Array({ maxLength: 200 }), bytes, async (key, message, other) => {
      const [one, two] = [nodeKey(node, key), webKey(key)]
      const signature = await one.sign(message)
      expect(encodeHex(await two.sign(message))).toBe(encodeHex(signature))
      for (const candidate of [signature, other, signature.subarray(1), new Uint8Array(32)]) {
        expect(await two.verify(message, candidate)).toBe(await one.verify(message, candidate))
      }
    }),
  )
})

test('SHA-256 is the same on both', async () => {
  const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  expect(await sha256Hex(utf8('abc'))).toBe(expected)
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)
  expect(await sha256Hex(utf8('abc'))).toBe(expected)
})

test('hex has one spelling', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(decodeHex(encodeHex(bytes))).toEqual(bytes)
    }),
  )
  for (const text of ['0', 'AB', 'zz', '0x12', ' 12', '12\n', '１２']) expect(decodeHex(text)).toBeUndefined()
  // The neighbors of the digits and of the letters, in either half of a byte.
  for (const char of ['/', ':', '`', 'g', 'Z', '１', 'é']) {
    expect(decodeHex(`${char}0`)).toBeUndefined()
    expect(decodeHex(`0${char}`)).toBeUndefined()
  }
})

test('base64 has one spelling', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
      expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes)
    }),
  )
  for (const text of ['A', 'AB', 'AB=', 'AB==\n', ' AA==', 'AA', '-_==', 'AB===', '💥', 'AR=='])
    expect(decodeBase64(text)).toBeUndefined()
})

describe.each(['node:crypto', 'Web Crypto'])('a receiver on %s', (engine) => {
  beforeEach(() => {
    if (engine === 'Web Crypto') vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)
  })

  test('processes a delivery', async () => {
    const verify = vi.spyOn(crypto.subtle, 'verify')
    const { receiver } = testReceiver(jogg({ secret: SECRET }))
    await receiver.receive(await joggDelivery('generated_script_failed', { secret: SECRET }))
    expect(verify).toHaveBeenCalledTimes(engine === 'Web Crypto' ? 1 : 0)
  })

  test('accepts any of several secrets, in any place', async () => {
    for (const secret of ['one', 'two', 'three']) {
      for (const list of [['one', 'two', 'three'], async () => ['three', undefined, 'one', 'two']]) {
        const { receiver } = testReceiver(jogg({ secret: list }), { on: { '*': () => {} } })
        const delivery = await joggDelivery('generated_script_failed', { secret })
        expect((await receiver.receive(delivery)).kind).toBe('processed')
      }
    }
  })

  test('refuses a delivery that none of several secrets signed', async () => {
    const { receiver, reports } = testReceiver(jogg({ secret: ['one', 'two'] }), { on: { '*': () => {} } })
    const delivery = await joggDelivery('generated_script_failed', { secret: 'three' })
    expect((await receiver.receive(delivery)).status).toBe(401)
    for (const signature of ['', '00', 'zz', 'ab'.repeat(31), 'ab'.repeat(33)]) {
      const headers = { ...delivery.headers, 'x-webhook-signature': signature }
      expect((await receiver.receive({ ...delivery, headers })).status).toBe(401)
    }
    expect(reports.map((report) => report.reason)).toEqual([
      'signature_mismatch',
      'signature_mismatch',
      'signature_mismatch',
      'signature_malformed',
      'signature_mismatch',
      'signature_mismatch',
    ])
  })

  test('is misconfigured if the secret is missing', async () => {
    const { receiver } = testReceiver(jogg({ secret: '' }))
    const delivery = await joggDelivery('generated_script_failed', { secret: SECRET })
    expect(await receiver.receive(delivery)).toMatchObject({ status: 500, code: 'secret_missing' })
  })

  test('gives an unrecognized event the SHA-256 of its bytes as identity', async () => {
    const { receiver, reports } = testReceiver(jogg({ secret: SECRET }))
    const delivery = await joggDelivery('any', { secret: SECRET, body: '[]' })
    await receiver.receive(delivery)
    expect(reports[0]?.identity).toBe(`sha256:${node.createHash('sha256').update('[]').digest('hex')}`)
  })

  test('signs and accepts a callback URL', async () => {
    const url = await signCallbackUrl('https://example.com/hooks', { secret: SECRET, context: { a: 1 } })
    const signature = node
      .createHmac('sha256', SECRET)
      .update(`vidhook-callback-v1\n/hooks\n\n-.${Buffer.from('{"a":1}').toString('base64url')}`)
      .digest('base64url')
    expect(url.endsWith(`.${signature}`)).toBe(true)
    const handler = vi.fn()
    const { receiver } = testReceiver(hoox({ callbackSecret: ['other', SECRET] }), { on: { '*': handler } })
    const delivery = { ...(await hooxDelivery('video_export.failed')), url }
    expect((await receiver.receive(delivery)).kind).toBe('processed')
    expect((await receiver.receive({ ...delivery, url: url.replace('/hooks', '/hook') })).status).toBe(401)
  })

  test('distinguishes events with unusual ids', async () => {
    const { receiver } = testReceiver(jogg({ secret: SECRET }), { on: { '*': () => {} } })
    const kinds: string[] = []
    for (const event_id of ['é', 'e\u0301', 'é'])
      kinds.push(
        (await receiver.receive(await joggDelivery('generated_script_failed', { secret: SECRET, event_id })))
          .kind,
      )
    expect(kinds).toEqual(['processed', 'processed', 'duplicate'])
  })
})

test('a key from text is the key from its UTF-8 bytes', async () => {
  const signature = await hmacKey('schlüssel').sign(utf8('m'))
  expect(await hmacKey(utf8('schlüssel')).verify(utf8('m'), signature)).toBe(true)
})
