import * as node from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { ed25519Keyring, type Secret, verifySignature } from '../index.js'
import { deliveryHeaders } from '../request/headers.js'
import { hmacKey } from './hmac.js'
import { ed25519Key, rsaKey } from './public-key.js'

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))
const bytes = fc.uint8Array({ maxLength: 200 })

/** RFC 8032, section 7.1: tests 1, 2, 3 and SHA(abc). Public key, message, signature. */
const RFC_8032 = [
  [
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
  [
    'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    'dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704',
  ],
] as const

/** RFC 8032, section 5.1: the order of the group, as little-endian bytes. */
const ORDER = Buffer.from('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010', 'hex')

describe('an Ed25519 key', () => {
  test.each(RFC_8032)('%s verifies as RFC 8032 says', async (key, message, signature) => {
    const { verify } = ed25519Key(hex(key))
    expect(await verify(hex(message), hex(signature))).toBe(true)
    expect(await verify(hex(`${message}00`), hex(signature))).toBe(false)
  })

  test.each(RFC_8032)('%s takes no second form of a signature', async (key, message, signature) => {
    const { verify } = ed25519Key(hex(key))
    const given = hex(signature)
    // S plus the order of the group is the same number there, but RFC 8032, section 5.1.7 refuses it.
    const malleable = new Uint8Array(given)
    let carry = 0
    for (let index = 0; index < 32; index++) {
      const sum = (given[32 + index] ?? 0) + (ORDER[index] ?? 0) + carry
      malleable[32 + index] = sum & 0xff
      carry = sum >> 8
    }
    const wrong = [
      malleable,
      new Uint8Array(64),
      new Uint8Array(0),
      given.subarray(0, 63),
      Uint8Array.from([...given, 0]),
      Uint8Array.from([...given, ...given]),
      new Uint8Array(64).fill(0xff),
      Uint8Array.from([...given.subarray(32), ...given.subarray(0, 32)]),
    ]
    for (const each of wrong) expect(await verify(hex(message), each)).toBe(false)
  })

  test('agrees with node:crypto on any message, and refuses any flipped bit', async () => {
    const { publicKey, privateKey } = node.generateKeyPairSync('ed25519')
    const { verify } = ed25519Key(rawKey(publicKey))
    await fc.assert(
      fc.asyncProperty(bytes, fc.nat({ max: 511 }), async (message, bit) => {
        const signature = new Uint8Array(node.sign(null, message, privateKey))
        expect(await verify(message, signature)).toBe(true)
        signature[bit >> 3] = (signature[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expect(await verify(message, signature)).toBe(false)
      }),
      { numRuns: 50 },
    )
  })
})

describe('an RSA key', () => {
  const { publicKey, privateKey } = node.generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' })
  const { verify } = rsaKey(n, e, 256)
  const message = Buffer.from('a message')

  test('verifies RS256', async () => {
    const signature = node.sign('sha256', message, privateKey)
    expect(await verify(message, signature)).toBe(true)
    expect(await verify(Buffer.from('a massage'), signature)).toBe(false)
    expect(await verify(message, signature.subarray(1))).toBe(false)
    expect(await verify(message, new Uint8Array(256))).toBe(false)
  })

  test.each([
    ['another hash', () => node.sign('sha512', message, privateKey)],
    [
      'PSS',
      () => node.sign('sha256', message, { key: privateKey, padding: node.constants.RSA_PKCS1_PSS_PADDING }),
    ],
  ])('refuses %s', async (_, sign) => expect(await verify(message, sign())).toBe(false))
})

describe('ed25519Keyring()', () => {
  const { publicKey, privateKey } = node.generateKeyPairSync('ed25519')
  const message = Buffer.from('a message')
  const signatures = [new Uint8Array(node.sign(null, message, privateKey))]
  const base64 = rawKey(publicKey).toString('base64')
  const other = rawKey(node.generateKeyPairSync('ed25519').publicKey).toString('base64')
  const ring = (key: Secret) => ed25519Keyring(key, "Acme's public key", 'Set ACME_PUBLIC_KEY.')
  const check = (key: Secret) => verifySignature({ keys: ring(key), message, signatures, delivery: anywhere })
  const anywhere = { method: 'POST', url: '/hooks/acme', headers: deliveryHeaders({ host: 'a.example' }) }

  test.each([
    ['base64', base64],
    ['whpk_', `whpk_${base64}`],
    ['no padding', `whpk_${base64.replace(/=+$/, '')}`],
    ['a newline at its end', `whpk_${base64}\n`],
    ['another key before it', [other, base64]],
    ['a function of the delivery', ({ url }: { url: string }) => (url === '/hooks/acme' ? base64 : other)],
    ['a promise', async () => [undefined, base64]],
  ])('takes a key with %s', async (_, key) => expect(await check(key)).toEqual({ ok: true }))

  test('refuses a signature of another key', async () => {
    expect(await check(other)).toMatchObject({ ok: false, reason: 'signature_mismatch' })
    expect(await verifySignature({ keys: ring(base64), message, signatures: [undefined] })).toMatchObject({
      reason: 'signature_malformed',
    })
  })

  test.each(['', 'whpk_', undefined])('calls the key %j missing', async (key) => {
    await expect(check(key)).rejects.toMatchObject({ code: 'secret_missing' })
  })

  test.each(['whpk_AAAA', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'not base64!', `${base64}AAAA`])(
    'says that %s is no public key',
    async (key) => {
      await expect(check(key)).rejects.toThrow(
        "Acme's public key is not an Ed25519 public key: base64 of 32 bytes, with or without whpk_. Set ACME_PUBLIC_KEY.",
      )
    },
  )
})

describe('HMAC of other hashes', () => {
  // RFC 4231, section 4.3 for SHA-512; RFC 2202, section 3, test case 2 for SHA-1.
  test.each([
    ['SHA-1', 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79'],
    [
      'SHA-512',
      '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
    ],
  ] as const)('%s signs and verifies as its RFC says', async (hash, expected) => {
    const key = hmacKey('Jefe', hash)
    const message = new TextEncoder().encode('what do ya want for nothing?')
    expect(Buffer.from(await key.sign(message)).toString('hex')).toBe(expected)
    expect(await key.verify(message, hex(expected))).toBe(true)
    expect(await key.verify(message, hex(expected).subarray(1))).toBe(false)
    expect(await hmacKey('jefe', hash).verify(message, hex(expected))).toBe(false)
  })

  test('agree with node:crypto on any key and message', async () => {
    const key = fc.uint8Array({ minLength: 1, maxLength: 200 })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('SHA-1', 'SHA-256', 'SHA-512'),
        key,
        bytes,
        async (hash, secret, message) => {
          const expected = node.createHmac(hash.replace('-', ''), secret).update(message).digest('hex')
          expect(Buffer.from(await hmacKey(secret, hash).sign(message)).toString('hex')).toBe(expected)
        },
      ),
    )
  })
})

test('Ed25519 and RSA do not need node:crypto', async () => {
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)
  const [key, message, signature] = RFC_8032[1]
  expect(await ed25519Key(hex(key)).verify(hex(message), hex(signature))).toBe(true)
  vi.restoreAllMocks()
})

function rawKey(key: node.KeyObject): Buffer {
  return Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url')
}
