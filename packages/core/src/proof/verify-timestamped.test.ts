import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  checkTimestamp,
  concatBytes,
  decodeBase64,
  decodeHex,
  ed25519Keyring,
  keyring,
  type RawDelivery,
  type Secret,
  sha256Hex,
  type TimestampedProof,
  verifySignature,
  verifyTimestamped,
  verifyToken,
} from '../index.js'
import { deliveryHeaders } from '../request/headers.js'

const SECRET = 'a secret of the sender'
const NOW_S = 1_789_000_000
const BODY = Buffer.from('{"type":"video.ready"}')

const ring = (secret: Secret = SECRET, hash?: 'SHA-1' | 'SHA-512') =>
  keyring(secret, "acme()'s secret", 'Set ACME_SECRET.', { hash })

function delivery(headers: Record<string, string | string[]>, url = '/hooks/acme'): RawDelivery {
  const receivedAt = new Date(NOW_S * 1000 + 900)
  return { method: 'POST', url, headers: deliveryHeaders(headers), body: BODY, receivedAt }
}

const hmac = (text: string, secret = SECRET, hash = 'sha256') =>
  createHmac(hash, secret).update(text).update(BODY).digest('hex')

type Scheme = Omit<TimestampedProof, 'keys' | 'delivery'>

const verify = (scheme: Scheme, headers: Record<string, string | string[]>, secret?: Secret) =>
  verifyTimestamped({ keys: ring(secret), delivery: delivery(headers), ...scheme })

/** The header that each sender documents, for a timestamp. */
const SENDERS: readonly (readonly [string, Scheme, (at: number) => Record<string, string>])[] = [
  ['Mux', { header: 'mux-signature' }, (at) => ({ 'mux-signature': `t=${at},v1=${hmac(`${at}.`)}` })],
  [
    'ElevenLabs',
    { header: 'elevenlabs-signature', signatureName: 'v0', toleranceMs: 1_800_000 },
    (at) => ({ 'elevenlabs-signature': `t=${at},v0=${hmac(`${at}.`)}` }),
  ],
  [
    'Cloudflare Stream',
    { header: 'webhook-signature', timestampName: 'time', signatureName: 'sig1' },
    (at) => ({ 'webhook-signature': `time=${at},sig1=${hmac(`${at}.`)}` }),
  ],
  [
    'OpenRouter',
    { header: 'x-openrouter-signature', joiner: ',' },
    (at) => ({ 'x-openrouter-signature': `t=${at},v1=${hmac(`${at},`)}` }),
  ],
  [
    'Synthesia',
    { header: 'synthesia-signature', timestampHeader: 'synthesia-timestamp' },
    (at) => ({ 'synthesia-signature': hmac(`${at}.`), 'synthesia-timestamp': String(at) }),
  ],
  [
    'one with semicolons and base64',
    { header: 'x-signature', separator: ';', decode: decodeBase64 },
    (at) => ({ 'x-signature': `v1=${Buffer.from(hmac(`${at}.`), 'hex').toString('base64')}; t=${at}` }),
  ],
]

describe.each(SENDERS)('the scheme of %s', (_, scheme, headersAt) => {
  const toleranceS = (scheme.toleranceMs ?? 300_000) / 1000

  test('is verified', async () => expect(await verify(scheme, headersAt(NOW_S))).toEqual({ ok: true }))

  test('bounds the age of a delivery, in both directions', async () => {
    for (const age of [-toleranceS, toleranceS])
      expect(await verify(scheme, headersAt(NOW_S - age))).toEqual({ ok: true })
    for (const age of [-toleranceS - 1, toleranceS + 1, NOW_S])
      expect(await verify(scheme, headersAt(NOW_S - age))).toMatchObject({
        reason: 'timestamp_outside_tolerance',
      })
  })

  test('is refused if anything is altered', async () => {
    const headers = headersAt(NOW_S)
    for (const [name, value] of Object.entries(headers))
      for (let at = 0; at < value.length; at++) {
        const altered = value.slice(0, at) + (value[at] === '1' ? '2' : '1') + value.slice(at + 1)
        expect((await verify(scheme, { ...headers, [name]: altered })).ok).toBe(false)
        expect((await verify(scheme, { ...headers, [name]: value.slice(0, at) })).ok).toBe(false)
      }
    expect(await verify(scheme, headers, 'another secret')).toMatchObject({ reason: 'signature_mismatch' })
    const changed = { ...delivery(headers), body: Buffer.from('{}') }
    expect(await verifyTimestamped({ keys: ring(), delivery: changed, ...scheme })).toMatchObject({
      ok: false,
    })
  })

  test('is refused if a header is missing or repeated', async () => {
    const headers = headersAt(NOW_S)
    for (const [name, value] of Object.entries(headers)) {
      const { [name]: __, ...others } = headers
      expect(await verify(scheme, others)).toMatchObject({ reason: expect.stringMatching(/_missing$/) })
      expect((await verify(scheme, { ...headers, [name]: [value, value] })).ok).toBe(false)
      expect((await verify(scheme, { ...headers, [name]: '' })).ok).toBe(false)
    }
  })

  test('is misconfigured without a secret, whatever was sent', async () => {
    for (const headers of [headersAt(NOW_S), {}])
      await expect(verify(scheme, headers, '')).rejects.toMatchObject({ code: 'secret_missing' })
  })
})

test('any of several signatures and secrets may match, while the sender rotates', async () => {
  const header = 'mux-signature'
  const value = `t=${NOW_S},v1=${hmac(`${NOW_S}.`, 'old')},v1=${hmac(`${NOW_S}.`, 'new')},v0=00`
  for (const secret of ['old', 'new', ['none', 'new'], async () => 'old'])
    expect(await verify({ header }, { [header]: value }, secret)).toEqual({ ok: true })
  expect(await verify({ header }, { [header]: value }, 'none')).toMatchObject({
    reason: 'signature_mismatch',
  })
})

test('no more than 16 signatures are tried', async () => {
  const header = 'mux-signature'
  const with_ = (wrong: number) =>
    `t=${NOW_S},${`v1=${'0'.repeat(64)},`.repeat(wrong)}v1=${hmac(`${NOW_S}.`)}`
  expect(await verify({ header }, { [header]: with_(15) })).toEqual({ ok: true })
  expect((await verify({ header }, { [header]: with_(16) })).ok).toBe(false)
})

test('no text is a signed header, and none makes it throw', async () => {
  const part = fc.oneof(fc.constantFrom('t=', 'v1=', ',', '=', `t=${NOW_S}`, `v1=${hmac('x')}`), fc.string())
  await fc.assert(
    fc.asyncProperty(fc.array(part), async (parts) => {
      expect((await verify({ header: 'x' }, { x: parts.join('') })).ok).toBe(false)
    }),
  )
})

test.each(['', ' 1', '1e9', '0x1', '-1', '1.5', 'NaN', '1789000000000000', '１７８９'])(
  'the timestamp %j is malformed',
  (timestamp) => {
    expect(checkTimestamp(timestamp, { receivedAt: new Date() })).toEqual({
      ok: false,
      reason: 'timestamp_malformed',
    })
  },
)

test.each(['SHA-1', 'SHA-512'] as const)('HMAC-%s is verified', async (hash) => {
  const header = 'x-signature'
  const value = `t=${NOW_S},v1=${hmac(`${NOW_S}.`, SECRET, hash.replace('-', ''))}`
  const found = verifyTimestamped({
    keys: ring(SECRET, hash),
    delivery: delivery({ [header]: value }),
    header,
  })
  expect(await found).toEqual({ ok: true })
  expect((await verify({ header }, { [header]: value })).ok).toBe(false)
})

describe('a tenant is told by the delivery', () => {
  const tenants: Secret = ({ url, method, headers }) =>
    method === 'POST' && headers.get('host') === 'a.example' ? `secret of ${url}` : undefined
  const at = (url: string, headers: Record<string, string>) =>
    delivery({ host: 'a.example', ...headers }, url)

  test('in verifyTimestamped()', async () => {
    const keys = ring(tenants)
    const header = 'mux-signature'
    const value = `t=${NOW_S},v1=${hmac(`${NOW_S}.`, 'secret of /t/1')}`
    expect(await verifyTimestamped({ keys, header, delivery: at('/t/1', { [header]: value }) })).toEqual({
      ok: true,
    })
    const other = await verifyTimestamped({ keys, header, delivery: at('/t/2', { [header]: value }) })
    expect(other).toMatchObject({ reason: 'signature_mismatch' })
    const missing = verifyTimestamped({ keys, header, delivery: delivery({}, '/t/1') })
    await expect(missing).rejects.toMatchObject({ code: 'secret_missing' })
  })

  test('in verifyToken()', async () => {
    const keys = ring(tenants)
    const token = 'secret of /t/1'
    expect(await verifyToken({ keys, token, delivery: at('/t/1', {}) })).toEqual({ ok: true })
    expect(await verifyToken({ keys, token, delivery: at('/t/2', {}) })).toMatchObject({
      reason: 'token_mismatch',
    })
    await expect(verifyToken({ keys, token: undefined, delivery: delivery({}) })).rejects.toMatchObject({
      code: 'secret_missing',
    })
  })
})

describe('verifyToken()', () => {
  const long = 'x'.repeat(100)

  test('takes one of the secrets and nothing else', async () => {
    const keys = ring(['one', 'two', long])
    for (const token of ['one', 'two', long]) expect(await verifyToken({ keys, token })).toEqual({ ok: true })
    for (const token of ['on', 'onee', 'One', ' one', 'one,two', 'one, one', `${long}x`])
      expect(await verifyToken({ keys, token })).toMatchObject({ ok: false, reason: 'token_mismatch' })
    for (const token of ['', undefined])
      expect(await verifyToken({ keys, token })).toEqual({ ok: false, reason: 'token_missing' })
  })

  test('takes any text that is the secret, and no other', async () => {
    const text = fc.string({ minLength: 1, maxLength: 80 }).filter((each) => each.trim() !== '')
    await fc.assert(
      fc.asyncProperty(text, text, async (secret, token) => {
        // HMAC pads a key with zeros (RFC 2104). No header can have those.
        fc.pre(![secret, token].some((each) => each.includes('\0')))
        expect((await verifyToken({ keys: ring(secret), token })).ok).toBe(
          Buffer.from(secret).equals(Buffer.from(token)),
        )
        expect((await verifyToken({ keys: ring(secret), token: secret })).ok).toBe(true)
      }),
    )
  })

  test('asks a function again if its answer does not match', async () => {
    let secret = 'old'
    const keys = keyring(() => secret, 'the token', 'Set it.', { cacheMs: 60_000 })
    expect((await verifyToken({ keys, token: 'old' })).ok).toBe(true)
    secret = 'new'
    expect((await verifyToken({ keys, token: 'old' })).ok).toBe(true)
  })
})

test("fal's scheme is a few lines", async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const x = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64')
  const keys = ed25519Keyring(x, "fal's key", 'See its JWKS.')

  async function authenticate(received: RawDelivery) {
    const [request = '', user = '', timestamp = '', signature = ''] = FIELDS.map((each) =>
      received.headers.get(each),
    )
    const message = concatBytes([request, user, timestamp, await sha256Hex(received.body)].join('\n'))
    const proof = await verifySignature({
      keys,
      message,
      signatures: [decodeHex(signature)],
      delivery: received,
    })
    return proof.ok ? checkTimestamp(timestamp, received) : proof
  }
  const FIELDS = ['request-id', 'user-id', 'timestamp', 'signature'].map((each) => `x-fal-webhook-${each}`)

  const hash = createHash('sha256').update(BODY).digest('hex')
  const headersAt = (at: number) => {
    const signature = sign(null, Buffer.from(`req_1\nuser_1\n${at}\n${hash}`), privateKey).toString('hex')
    return Object.fromEntries(
      FIELDS.map((each, index) => [each, ['req_1', 'user_1', `${at}`, signature][index] ?? '']),
    )
  }
  expect(await authenticate(delivery(headersAt(NOW_S)))).toEqual({ ok: true })
  expect(
    await authenticate(delivery({ ...headersAt(NOW_S), 'x-fal-webhook-user-id': 'user_2' })),
  ).toMatchObject({
    reason: 'signature_mismatch',
  })
  expect(await authenticate(delivery(headersAt(NOW_S - 301)))).toMatchObject({
    reason: 'timestamp_outside_tolerance',
  })
  expect(await authenticate(delivery({}))).toMatchObject({ reason: 'signature_mismatch' })
})
