import * as node from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { encodeHex, type NodeCrypto, nodeKey } from './hmac.js'
import { LONGEST_ONE_SHOT, oneShotHmac } from './one-shot-hmac.js'

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))
const oneShot = (key: Uint8Array, message: Uint8Array) =>
  Buffer.from(oneShotHmac(node.hash, key)(message), 'latin1').toString('hex')
const expected = (key: Uint8Array, message: Uint8Array) =>
  node.createHmac('sha256', key).update(message).digest('hex')

// RFC 4231, section 4. Its case 5 is a truncated signature.
test.each([
  [
    '4.2',
    '0b'.repeat(20),
    '4869205468657265',
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  ],
  [
    '4.3',
    '4a656665',
    '7768617420646f2079612077616e7420666f72206e6f7468696e673f',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  [
    '4.4',
    'aa'.repeat(20),
    'dd'.repeat(50),
    '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
  ],
  [
    '4.5',
    '0102030405060708090a0b0c0d0e0f10111213141516171819',
    'cd'.repeat(50),
    '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
  ],
  [
    '4.7',
    'aa'.repeat(131),
    Buffer.from('Test Using Larger Than Block-Size Key - Hash Key First').toString('hex'),
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  ],
  [
    '4.8',
    'aa'.repeat(131),
    Buffer.from(
      'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
    ).toString('hex'),
    '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
  ],
])('signs as RFC 4231, section %s, says', (_, key, message, signature) => {
  expect(oneShot(bytes(key), bytes(message))).toBe(signature)
})

/** Wycheproof's vectors for HMAC-SHA256 (C2SP/wycheproof, testvectors_v1/hmac_sha256_test.json, dac1dd4). */
const vectors: [
  id: number,
  about: string,
  key: string,
  message: string,
  signature: string,
  result: string,
][] = JSON.parse(readFileSync(new URL('wycheproof-hmac-sha256.json', import.meta.url), 'utf8'))

test('takes of Wycheproof’s signatures those that are valid and complete, and no other', () => {
  expect(vectors).toHaveLength(174)
  for (const [id, about, key, message, signature, result] of vectors) {
    const isRight = result === 'valid' && signature.length === 64
    const took = nodeKey(node, bytes(key)).verify(bytes(message), bytes(signature))
    expect(`${id} ${about}: ${took}`).toBe(`${id} ${about}: ${isRight}`)
  }
})

describe('is what createHmac() gives', () => {
  test('for every key and message', () => {
    const lengths = fc.oneof(fc.nat(200), fc.constantFrom(55, 56, 63, 64, 65, LONGEST_ONE_SHOT))
    const ofLength = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
    const anyBytes = lengths.chain(ofLength)
    fc.assert(
      fc.property(anyBytes, fc.array(anyBytes, { minLength: 1, maxLength: 3 }), (key, messages) => {
        const sign = oneShotHmac(node.hash, key)
        // One after the other, since they share memory.
        for (const message of messages)
          expect(Buffer.from(sign(message), 'latin1').toString('hex')).toBe(expected(key, message))
      }),
    )
  })

  test.each([LONGEST_ONE_SHOT - 1, LONGEST_ONE_SHOT, LONGEST_ONE_SHOT + 1, 1_000_000])(
    'for a message of %i bytes',
    (length) => {
      const hash = vi.fn(node.hash)
      const message = new Uint8Array(node.randomBytes(length))
      const key = bytes('0b'.repeat(20))
      const signature = nodeKey({ ...node, hash } as NodeCrypto, key).sign(message) as Uint8Array
      expect(encodeHex(signature)).toBe(expected(key, message))
      expect(hash).toHaveBeenCalledTimes(length <= LONGEST_ONE_SHOT ? 2 : 0)
    },
  )

  test('where node:crypto has no hash()', () => {
    const { hash: _, ...older } = node
    const createHmac = vi.fn(node.createHmac)
    const key = bytes('0b'.repeat(20))
    const message = bytes('4869205468657265')
    const signature = nodeKey({ ...older, createHmac }, key).sign(message) as Uint8Array
    expect(encodeHex(signature)).toBe(expected(key, message))
    expect(createHmac).toHaveBeenCalledTimes(1)
  })
})
