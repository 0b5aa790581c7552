import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { storeKey } from './store-key.js'

test('an ordinary identity is its own key, so that it can be found in the store', async () => {
  expect(await storeKey('jogg', 'evt_123')).toBe('jogg:evt_123')
  expect(await storeKey('hoox', 'video_export:run_1:failed')).toBe('hoox:video_export:run_1:failed')
})

describe('an identity that some store would change or refuse is hashed', () => {
  test.each([
    ['long', 'x'.repeat(201)],
    ['with a blank at its end', 'evt_1 '],
    ['with a newline', 'evt\n1'],
    ['with a NUL', 'evt\0'],
    ['beyond ASCII', 'évt'],
    ['with a lone surrogate', '\ud800'],
    ['like a hashed one', 'hash:evt_1'],
    ['empty', ''],
  ])('%s', async (_, identity) => {
    expect(await storeKey('jogg', identity)).toMatch(/^jogg:hash:[0-9a-f]{64}$/)
  })
})

test('lone surrogates stay different, although UTF-8 would encode them all alike', async () => {
  const keys = await Promise.all(['\ud800', '\ud801', '\udfff', '\ufffd'].map((id) => storeKey('jogg', id)))
  expect(new Set(keys).size).toBe(4)
})

test('different events never share a key, and the same event always has one, whatever its id', async () => {
  const identity = fc.oneof(
    // Every unit of UTF-16, surrogates without their other half included.
    fc.string({ unit: fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit)), maxLength: 300 }),
    fc.string({ unit: fc.constantFrom(':', '%', 'a', ' ', '\0', '\ud800', 'hash:'), maxLength: 250 }),
    fc.string({ maxLength: 20 }).map((text) => `hash:${text}`),
  )
  const provider = fc.constantFrom('jogg', 'hoox', 'jogg-hash')
  await fc.assert(
    fc.asyncProperty(provider, identity, provider, identity, async (one, id, other, otherId) => {
      const same = one === other && id === otherId
      expect((await storeKey(one, id)) === (await storeKey(other, otherId))).toBe(same)
      const key = await storeKey(one, id)
      expect(key).toBe(await storeKey(one, id))
      expect(key).toMatch(/^[\x21-\x7e]{1,220}$/)
      expect(await storeKey(one, key)).not.toBe(key)
    }),
  )
})
