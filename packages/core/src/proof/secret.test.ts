import { describe, expect, test, vi } from 'vitest'
import { decodeBase64, keyring, MisconfiguredError, type Secret } from '../index.js'
import type { DecodeSecret } from './secret.js'

const ring = (secret: Secret, decode?: DecodeSecret) =>
  keyring(secret, "acme()'s secret", 'Set ACME_WEBHOOK_SECRET.', { decode })
const message = new TextEncoder().encode('message')
const signatures = async (secret: Secret, decode?: DecodeSecret) =>
  Promise.all(
    (await ring(secret, decode).keys()).map(async (key) =>
      Buffer.from(await key.sign(message)).toString('hex'),
    ),
  )

describe('keyring', () => {
  test('has one key for every different secret, in their order', async () => {
    const [one] = await signatures('one')
    const [two] = await signatures('two')
    expect(await signatures(['one', undefined, '', 'two', 'one'])).toEqual([one, two])
  })

  test('uses a secret unchanged, including white space', async () => {
    expect(await signatures('one')).not.toEqual(await signatures('one '))
  })

  test('decodes a secret with the given decoder', async () => {
    const decode = (text: string) => decodeBase64(text) ?? new Uint8Array()
    expect(await signatures(btoa('one'), decode)).toEqual(await signatures('one'))
  })

  test.each([
    ['empty bytes', () => new Uint8Array()],
    ['an empty string', () => ''],
  ])('refuses a secret that decodes to %s: anyone could sign with it', async (_, decode) => {
    expect(() => ring('whsec_', decode).keys()).toThrow(MisconfiguredError)
    await expect(async () => ring(() => 'whsec_', decode).keys()).rejects.toMatchObject({
      name: 'MisconfiguredError',
      code: 'secret_missing',
      message: expect.stringMatching(/^acme\(\)'s secret is undefined or empty.*Set ACME_WEBHOOK_SECRET\./),
    })
  })

  test('decodes once, not for every delivery', async () => {
    const decode = vi.fn((text: string) => text)
    const fixed = ring('one', decode)
    const asked = ring(async () => ['one', 'two'], decode)
    for (let turn = 0; turn < 3; turn++) {
      await fixed.keys()
      await asked.keys()
    }
    expect(decode.mock.calls.map(([text]) => text)).toEqual(['one', 'one', 'two'])
  })

  test('names the problem, the secret, and where to find it', () => {
    expect(ring(undefined).problem()).toEqual({
      level: 'error',
      code: 'secret_missing',
      message:
        "acme()'s secret is undefined or empty, so no delivery can be verified and every one is refused. Set ACME_WEBHOOK_SECRET. See https://github.com/vidhook/vidhook/blob/main/docs/errors.md#secret_missing",
    })
    expect(ring(['fine', ' one']).problem()).toMatchObject({
      level: 'warn',
      code: 'secret_whitespace',
      message: expect.stringMatching(
        /^acme\(\)'s secret begins or ends with white space.*#secret_whitespace$/,
      ),
    })
    expect(ring('fine').problem()).toBeUndefined()
    expect(ring(() => undefined).problem()).toBeUndefined()
  })

  test('does not warn of white space if a decoder is given', () => {
    expect(ring('b25l\n', () => 'one').problem()).toBeUndefined()
  })

  test('never shows the secret', () => {
    expect(JSON.stringify(ring('hunter2\n').problem())).not.toContain('hunter2')
  })

  test('keeps the cause if the function failed, and links to the help', async () => {
    const cause = new Error('vault sealed')
    const keys = ring(() => Promise.reject(cause))
    await expect(async () => keys.keys()).rejects.toMatchObject({
      code: 'secret_unavailable',
      message: expect.stringMatching(
        /^The function given as acme\(\)'s secret failed\..*#secret_unavailable$/,
      ),
      cause,
    })
  })
})
