import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { hoox, MisconfiguredError, signCallbackUrl } from '../index.js'
import { hooxDelivery } from '../testing/index.js'
import { testReceiver } from '../testing/test-receiver.js'
import type { SignCallbackUrlOptions } from './callback-url.js'

const SECRET = 'callback-secret'
const URL_ = 'https://example.com/webhooks/hoox'

afterEach(() => {
  vi.useRealTimers()
})

const sign = (url: string | URL = URL_, options: Partial<SignCallbackUrlOptions> = {}) =>
  signCallbackUrl(url, { secret: SECRET, ...options })

/** The result of a delivery to this URL: the context of the callback, or why it was refused. */
async function receiveAt(url: string) {
  const handler = vi.fn()
  const { receiver, reports } = testReceiver(hoox({ callbackSecret: SECRET }), { on: { '*': handler } })
  const { status } = await receiver.receive({ ...(await hooxDelivery('video_export.failed')), url })
  const [report] = reports
  return { status, callback: handler.mock.calls[0]?.[1].callback, reason: report?.reason, hint: report?.hint }
}

const pathAndQuery = (url: string) => url.replace('https://example.com', '')

describe('a signed callback URL', () => {
  test.each<[string, string, Partial<SignCallbackUrlOptions>]>([
    ['as it is', URL_, {}],
    ['with a context', URL_, { context: { userId: 'u_42', nested: [1, null, { a: true }], text: 'ü🔑' } }],
    ['with an empty context', URL_, { context: {} }],
    ['with an expiry as a date', URL_, { expiresAt: new Date(Date.now() + 60_000) }],
    ['with an expiry in milliseconds and fractions', URL_, { expiresAt: Date.now() + 60_000.5 }],
    ['with an expiry and a context', URL_, { expiresAt: Date.now() + 60_000, context: { a: 'b' } }],
    ['with a query of its own', `${URL_}?tenant=7&flag&empty=&tenant=8`, { context: { a: 'b' } }],
    ['with a query of odd spelling', `${URL_}?a=%20+b&&c`, {}],
    ['with an empty query', `${URL_}?`, {}],
    ['with a fragment, which is never sent', `${URL_}#top`, {}],
    ['with an escaped path', 'https://example.com/h%6Foks/ä b', {}],
    ['with a port and a password', 'https://me:pw@example.com:8443/hooks', {}],
    ['of no path', 'https://example.com', {}],
    ['of plain http', 'http://localhost:3000/webhooks/hoox', {}],
  ])('is accepted %s', async (_, url, options) => {
    const signed = await sign(url, options)
    expect(await receiveAt(signed)).toEqual({ status: 200, callback: options.context, reason: undefined })
    const { pathname, search } = new URL(signed)
    expect((await receiveAt(pathname + search)).status).toBe(200)
  })

  test('is accepted on another host, since proxies change it', async () => {
    const signed = await sign()
    expect((await receiveAt(signed.replace('https://example.com', 'http://10.0.0.7:8080'))).status).toBe(200)
  })

  test.each<[string, (target: string) => string]>([
    ['in another order of names', (target) => target.replace(/(a=1)&(b=x%20y)/, '$2&$1')],
    ['with a blank as a plus', (target) => target.replace('%20', '+')],
    ['with an equals sign after a bare name', (target) => target.replace('&flag&', '&flag=&')],
    ['with a letter as an escape', (target) => target.replace('flag', '%66lag')],
    ['with an empty parameter', (target) => target.replace('?', '?&')],
    ['with its token first', (target) => target.replace(/\?(.*)&(vidhook=.*)$/, '?$2&$1')],
  ])('is accepted with its query spelled %s, as frameworks may rewrite it', async (_, respell) => {
    const target = pathAndQuery(await sign(`${URL_}?a=1&b=x%20y&flag&c=2`))
    expect(respell(target)).not.toBe(target)
    expect((await receiveAt(respell(target))).status).toBe(200)
  })

  test('has the token as its query if it had none', async () => {
    for (const url of [URL_, `${URL_}?`])
      expect(await sign(url)).toMatch(/^https:\/\/example\.com\/webhooks\/hoox\?vidhook=-\.[\w-]{43}$/)
  })

  test('keeps the query that it had', async () => {
    const signed = new URL(await sign(`${URL_}?tenant=7`))
    expect(signed.searchParams.get('tenant')).toBe('7')
    expect([...signed.searchParams.keys()]).toEqual(['tenant', 'vidhook'])
  })

  test('may be given as a URL object, which is not changed', async () => {
    const url = new URL(URL_)
    expect((await receiveAt(await sign(url))).status).toBe(200)
    expect(url.href).toBe(URL_)
  })

  test('is signed with the first secret of a list, and accepted with any', async () => {
    const url = await signCallbackUrl(URL_, { secret: [undefined, SECRET, 'old'] })
    expect((await receiveAt(url)).status).toBe(200)
    expect((await receiveAt(await signCallbackUrl(URL_, { secret: ['new', SECRET] }))).status).toBe(401)
  })

  test('may be signed for the path that the server sees behind a proxy', async () => {
    const signed = await sign('https://example.com/api/hooks?a=1', { path: '/hooks' })
    expect(signed).toMatch(/^https:\/\/example\.com\/api\/hooks\?a=1&vidhook=/)
    expect((await receiveAt(signed)).status).toBe(401)
    expect((await receiveAt(signed.replace('/api/hooks', '/hooks'))).status).toBe(200)
  })
})

describe('a signed callback URL is refused', () => {
  test.each<[string, (target: string) => string]>([
    ['at another path', (target) => target.replace('/hoox', '/other')],
    ['at a longer path', (target) => target.replace('/hoox', '/hoox/')],
    ['at a path in another case', (target) => target.replace('/hoox', '/Hoox')],
    ['at a path that only resolves to its own', (target) => `/elsewhere/..${target}`],
    ['at a path with a dot segment', (target) => target.replace('/hoox', '/./hoox')],
    ['at a path with a doubled slash', (target) => target.replace('/hoox', '//hoox')],
    ['at a path spelt with escapes', (target) => target.replace('/hoox', '/%68oox')],
    ['with a fragment in its path', (target) => target.replace('?', '#x?')],
    ['with a fragment after it', (target) => `${target}#x`],
    ['with an altered query', (target) => target.replace('tenant=7', 'tenant=8')],
    ['without its query', (target) => target.replace('tenant=7&', '')],
    ['with a parameter before it', (target) => target.replace('?', '?admin=1&')],
    ['with a parameter after it', (target) => `${target}&admin=1`],
    ['with another expiry', (target) => target.replace('vidhook=-', `vidhook=${Date.now() + 1e9}`)],
    ['without its context', (target) => target.replace(/-\.[\w-]+\./, '-.')],
    ['with another context', (target) => target.replace(/-\.[\w-]+\./, `-.${btoa('{"userId":"root"}')}.`)],
    ['with two values of one name in another order', (target) => target.replace('a=1&a=2', 'a=2&a=1')],
    ['without a signature', (target) => target.replace(/\.[\w-]+$/, '')],
    ['with an empty signature', (target) => target.replace(/\.[\w-]+$/, '.')],
    ['with a signature of another length', (target) => target.slice(0, -2)],
    ['with a padded signature', (target) => `${target}=`],
    ['with a third part', (target) => `${target}.AAAA`],
    ['with its token twice', (target) => `${target}&${target.split('&').at(-1)}`],
    ['with an empty token besides', (target) => `${target}&vidhook`],
    ['with no token', (target) => target.replace(/&vidhook=.*/, '')],
    ['with an empty token', (target) => target.replace(/vidhook=.*/, 'vidhook=')],
  ])('%s', async (_, alter) => {
    const target = pathAndQuery(await sign(`${URL_}?a=1&a=2&tenant=7`, { context: { userId: 'u_42' } }))
    expect((await receiveAt(target)).status).toBe(200)
    expect(alter(target)).not.toBe(target)
    expect((await receiveAt(alter(target))).status).toBe(401)
  })

  test.each<[string, (target: string) => string, string, RegExp | undefined]>([
    ['it has no token', (target) => target.replace(/\?.*/, ''), 'callback_missing', /was it signed with/],
    ['it has two', (target) => `${target}&vidhook=x`, 'callback_repeated', undefined],
    ['its token is empty', (target) => target.replace(/=.*/, '='), 'callback_malformed', /was altered/],
    [
      'its token is one word',
      (target) => target.replace(/=.*/, '=ABCD'),
      'callback_malformed',
      /was altered/,
    ],
    [
      'its token is a signature alone',
      (target) => target.replace('-', ''),
      'callback_mismatch',
      /was altered/,
    ],
    ['its path was rewritten', (target) => `/api${target}`, 'callback_mismatch', /proxy that rewrites paths/],
  ])('and the log says why: %s', async (_, alter, reason, hint) => {
    const refused = await receiveAt(alter(pathAndQuery(await sign())))
    expect(refused).toMatchObject({ status: 401, reason })
    if (hint) expect(refused.hint).toMatch(hint)
    else expect(refused.hint).toBeUndefined()
  })

  test('if it was signed with another secret', async () => {
    const url = await signCallbackUrl(URL_, { secret: 'another' })
    expect(await receiveAt(url)).toMatchObject({ status: 401, reason: 'callback_mismatch' })
  })

  test('in every other spelling of its signature that a base64 decoder would accept', async () => {
    const url = await sign()
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const accepted: string[] = []
    // 43 letters carry 258 bits, of which the last two are none of the signature's 256.
    for (const letter of letters) {
      const spelt = url.slice(0, -1) + letter
      if ((await receiveAt(spelt)).status === 200) accepted.push(spelt)
    }
    expect(accepted).toEqual([url])
  })

  test('once it has expired, at that millisecond', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 })
    const url = await sign(URL_, { expiresAt: Date.now() + 1_000 })
    vi.setSystemTime(1_800_000_000_999)
    expect((await receiveAt(url)).status).toBe(200)
    vi.setSystemTime(1_800_000_001_000)
    expect(await receiveAt(url)).toMatchObject({ status: 401, reason: 'callback_expired' })
  })

  test("with a body's signature in place of a URL's", async () => {
    const url = await sign()
    const token = new URL(url).searchParams.get('vidhook') ?? ''
    const { hmacKey } = await import('./hmac.js')
    const { encodeBase64Url } = await import('./base64url.js')
    const signature = await hmacKey(SECRET).sign(new TextEncoder().encode(token.split('.')[0]))
    expect((await receiveAt(`/webhooks/hoox?vidhook=-.${encodeBase64Url(signature)}`)).status).toBe(401)
  })
})

describe('signCallbackUrl', () => {
  test.each(['/webhooks/hoox', 'example.com/hooks', '', 'ftp://example.com/', 'javascript:alert(1)'])(
    'takes no URL but an absolute http(s) one: %j',
    async (url) => {
      await expect(sign(url)).rejects.toThrow(/needs an absolute http\(s\) URL/)
    },
  )

  test('refuses a URL that is signed already', async () => {
    await expect(sign(await sign())).rejects.toThrow(/signed already/)
  })

  test.each([
    ['of the past', Date.now() - 1],
    ['of now', Date.now()],
    ['in seconds', Math.floor(Date.now() / 1000) + 3600],
    ['of no date', new Date('never')],
    ['that is not a number', Number.NaN],
    ['beyond all numbers', Number.POSITIVE_INFINITY],
    ['that no number spells exactly', 1.5e300],
  ])('refuses an expiry %s', async (_, expiresAt) => {
    await expect(sign(URL_, { expiresAt })).rejects.toThrow(/expiresAt must be a Date or milliseconds/)
  })

  test('refuses an expiry in the current millisecond', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 })
    await expect(sign(URL_, { expiresAt: 1_800_000_000_000 })).rejects.toThrow(/in the future/)
    expect((await receiveAt(await sign(URL_, { expiresAt: 1_800_000_000_001 }))).status).toBe(200)
  })

  test('takes a context of 1,024 bytes as JSON, and refuses a larger one', async () => {
    const context = { text: 'x'.repeat(1024 - '{"text":""}'.length) }
    expect((await receiveAt(await sign(URL_, { context }))).callback).toEqual(context)
    await expect(sign(URL_, { context: { text: `${context.text}x` } })).rejects.toThrow(/1025 bytes/)
    await expect(sign(URL_, { context: { text: 'ü'.repeat(600) } })).rejects.toThrow(/room for 1024/)
  })

  test('refuses a context that the handler would not get unchanged', async () => {
    let deep: { [key: string]: never } | object = {}
    for (let level = 0; level < 70; level++) deep = { a: deep }
    for (const context of [deep, [1], 'text', null]) {
      await expect(sign(URL_, { context: context as never })).rejects.toThrow(
        /must be an object of JSON values/,
      )
    }
  })

  test('refuses a missing secret', async () => {
    await expect(signCallbackUrl(URL_, { secret: undefined })).rejects.toThrow(MisconfiguredError)
    await expect(signCallbackUrl(URL_, { secret: '' })).rejects.toThrow(
      /^callbackSecret is undefined or empty.* Set it to the secret that signCallbackUrl\(\) signs with\./,
    )
  })
})

describe('for any URL', () => {
  const path = fc.webPath().filter((text) => !text.includes('vidhook'))
  const query = fc.webQueryParameters().filter((text) => !text.includes('vidhook'))
  const key = fc.string().filter((text) => text !== '__proto__' && text !== 'constructor')
  const context = fc.dictionary(key, fc.oneof(fc.string(), fc.double(), fc.boolean()), { maxKeys: 5 })
  const jsonOf = (value: unknown) => JSON.parse(JSON.stringify(value))

  test('the signed context is read back', async () => {
    await fc.assert(
      fc.asyncProperty(path, fc.option(query), fc.option(context), async (path, query, context) => {
        fc.pre(JSON.stringify(context).length < 500)
        const url = `https://example.com${path}${query === null ? '' : `?${query}`}`
        const signed = await sign(url, context === null ? {} : { context: jsonOf(context) })
        expect(await receiveAt(pathAndQuery(signed))).toEqual({
          status: 200,
          callback: context === null ? undefined : jsonOf(context),
          reason: undefined,
        })
      }),
    )
  })

  /** The path unchanged; the query without its spelling. */
  const meaning = (target: string) => {
    const mark = target.includes('?') ? target.indexOf('?') : target.length
    const query = new URLSearchParams(target.slice(mark))
    query.sort()
    return JSON.stringify([target.slice(0, mark), ...query])
  }

  test('no mutation of its path, or of the names and values of its query, is accepted', async () => {
    const mutation = fc.record({
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      remove: fc.nat({ max: 3 }),
      insert: fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('&', '?', '#', '=', '.', '/', '%', '~')),
    })
    await fc.assert(
      fc.asyncProperty(path, query, mutation, async (path, query, { at, remove, insert }) => {
        const target = pathAndQuery(await sign(`https://example.com${path}?${query}`, { context: { a: 1 } }))
        const index = Math.floor(at * (target.length + 1))
        const mutated = target.slice(0, index) + insert + target.slice(index + remove)
        fc.pre(meaning(mutated) !== meaning(target))
        expect((await receiveAt(mutated)).status).toBe(401)
      }),
      { numRuns: 300 },
    )
  })
})
