import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findMatch } from './find-match.js'

const secret = 'whsec_c2VjcmV0IG9mIHRoZSB0ZXN0cw'
/** As JoggAI sends it: one line, with what serializers disagree about. */
const body =
  '{"event_id":"evt_1","event":"generated_image_success","timestamp":1732806631,"data":{"url":"https://res.jogg.ai/?a=1&b=2","name":"Zoë","ratio":1.0,"list":[],"nested":{"a":[1,2]}}}'
const hmac = (message: string | Uint8Array, key: string | Uint8Array = secret) =>
  createHmac('sha256', key).update(message)
const sign = (message: string | Uint8Array, key?: string | Uint8Array) => hmac(message, key).digest('hex')
const signature = sign(body)

describe('a usual mistake is found:', () => {
  interface Given {
    readonly signature?: string
    readonly secret?: string
    readonly body?: string | Uint8Array
  }
  const mistakesIn = (given: Given) =>
    findMatch({
      signature: given.signature ?? signature,
      secrets: [{ text: given.secret ?? secret, label: 'given' }],
      otherSecrets: [],
      body: Buffer.from(given.body ?? body),
    })?.mistakes.map(({ code, detail }) => (detail === undefined ? code : `${code}: ${detail}`))

  const parsed: unknown = JSON.parse(body)
  const compact = JSON.stringify(parsed)
  const python = body.replace(/(?<=[\]}\d"])([,:])(?=["[{\d])/g, '$1 ').replace('ë', '\\u00eb')
  const latin1 = Buffer.from(body, 'latin1')
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(body, 'utf16le')])
  const key = Buffer.from(secret.slice(6), 'base64')

  test.each<[string, Given, readonly string[]]>([
    ['none', {}, []],
    ['a header line', { signature: `X-Webhook-Signature: ${signature}` }, ['signature_decorated']],
    ['a newline after the signature', { signature: `${signature}\n` }, ['signature_decorated']],
    ["GitHub's prefix", { signature: `sha256=${signature}` }, ['signature_prefix: sha256=']],
    [
      "Stripe's prefix",
      { signature: `t=1732806631,v1=${signature}` },
      ['signature_prefix: t=1732806631,v1='],
    ],
    [
      "Standard Webhooks' form",
      { signature: `v1,${hmac(body).digest('base64')}` },
      ['signature_prefix: v1,', 'signature_base64'],
    ],
    ['upper case', { signature: signature.toUpperCase() }, ['signature_upper_case']],
    ['base64', { signature: hmac(body).digest('base64') }, ['signature_base64']],
    ['base64url', { signature: hmac(body).digest('base64url') }, ['signature_base64']],
    ['a newline after the secret', { secret: `${secret}\n` }, ['secret_decorated']],
    ['quotes around the secret', { secret: `"${secret}"` }, ['secret_decorated']],
    ['a list in one variable', { secret: `whsec_new,${secret}` }, ['secret_is_list: 2nd']],
    ['whsec_ stripped by the signer', { signature: sign(body, secret.slice(6)) }, ['secret_prefix_stripped']],
    ['whsec_ stripped by the receiver', { secret: secret.slice(6) }, ['secret_prefix_missing']],
    ['a base64-decoded secret', { signature: sign(body, key) }, ['secret_base64_decoded']],
    ['a newline too many', { body: `${body}\n` }, ['body_newline_added']],
    ['a Windows newline too many', { body: `${body}\r\n` }, ['body_newline_added']],
    ['a newline too few', { signature: sign(`${body}\n`) }, ['body_newline_lost']],
    [
      'a byte order mark too many',
      { body: `\ufeff${body}` },
      ['body_byte_order_mark: added before the signed body'],
    ],
    [
      'a byte order mark too few',
      { signature: sign(`\ufeff${body}`) },
      ['body_byte_order_mark: removed from the signed body'],
    ],
    [
      'UTF-16, as PowerShell writes it',
      { body: utf16 },
      ['body_encoding: it is UTF-16, and UTF-8 was signed'],
    ],
    [
      'UTF-16 without a mark, with a newline',
      { body: Buffer.from(`${body}\r\n`, 'utf16le') },
      ['body_encoding: it is UTF-16, and UTF-8 was signed', 'body_newline_added'],
    ],
    [
      'UTF-16, big-endian',
      { body: Buffer.from(body, 'utf16le').swap16() },
      ['body_encoding: it is UTF-16, and UTF-8 was signed'],
    ],
    ['Latin-1', { body: latin1 }, ['body_encoding: it is Latin-1, and UTF-8 was signed']],
    [
      'Latin-1 that was signed',
      { signature: sign(latin1) },
      ['body_encoding: it is UTF-8, and Latin-1 was signed'],
    ],
    [
      'UTF-8 written twice',
      { body: Buffer.from(body).toString('latin1') },
      ['body_encoding: it was UTF-8, read as Latin-1, and written as UTF-8 once more'],
    ],
    [
      'indented afterwards',
      { signature: sign(compact), body: JSON.stringify(parsed, null, 2) },
      ['body_reserialized: compact JSON'],
    ],
    [
      'indented before',
      { signature: sign(JSON.stringify(parsed, null, 4)), body: compact },
      ['body_reserialized: JSON indented by 4'],
    ],
    [
      'indented by tabs, with a newline',
      { signature: sign(`${JSON.stringify(parsed, null, '\t')}\n`), body: compact },
      ['body_reserialized: JSON indented by tabs, with a newline at its end'],
    ],
    [
      "Python's form",
      { signature: sign(python) },
      ['body_reserialized: JSON with a space after , and :, with non-ASCII characters escaped'],
    ],
    [
      "Go's escapes",
      { signature: sign(body.replace('&', '\\u0026')) },
      ['body_reserialized: compact JSON, with < > & escaped'],
    ],
    [
      "PHP's slashes",
      { signature: sign(body.replaceAll('/', '\\/').replace('ë', '\\u00eb')) },
      ['body_reserialized: compact JSON, with / and non-ASCII characters escaped'],
    ],
    [
      'several at once',
      { signature: `sha256=${signature}`, secret: `${secret} `, body: `${body}\n` },
      ['signature_prefix: sha256=', 'secret_decorated', 'body_newline_added'],
    ],
    ['a number that lost its digits cannot be brought back', { body: compact }, ['(unexplained)']],
  ])('%s', (_name, given, mistakes) => {
    expect(mistakesIn(given) ?? ['(unexplained)']).toEqual(mistakes)
  })

  test('line endings that Git changed', () => {
    const lines = '{\n  "a": 1\n}'
    const dos = lines.replaceAll('\n', '\r\n')
    expect(mistakesIn({ signature: sign(lines), body: dos })).toEqual(['body_line_endings: LF'])
    expect(mistakesIn({ signature: sign(dos), body: lines })).toEqual(['body_line_endings: CRLF'])
  })

  test('for no other body, whatever its bytes, is there an explanation', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        expect(mistakesIn({ body: bytes })).toBeUndefined()
        expect(mistakesIn({ body: bytes, signature: sign(bytes) })).toEqual([])
      }),
    )
  })

  test('and layouts are those of JSON.stringify, for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(2, 4, '\t'), (value, indent) => {
        const laidOut = JSON.stringify(value, null, indent)
        expect(mistakesIn({ signature: sign(laidOut), body: JSON.stringify(value) })).toBeDefined()
        expect(mistakesIn({ signature: sign(JSON.stringify(value)), body: laidOut })).toBeDefined()
      }),
    )
  })
})
