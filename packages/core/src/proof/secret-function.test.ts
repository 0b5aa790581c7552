import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  type Delivery,
  hoox,
  jogg,
  keyring,
  type Receiver,
  type Secret,
  type SecretDelivery,
  signCallbackUrl,
  verifyHmac,
} from '../index.js'
import { hooxDelivery, joggDelivery } from '../testing/index.js'
import { deferred, SECRET, testReceiver } from '../testing/test-receiver.js'

const NAME = 'generated_script_failed'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A receiver with this function as its secret, and a handler for every event. */
function receiverWith(secret: Secret, secretCacheMs?: number) {
  return testReceiver(jogg({ secret, secretCacheMs }), { on: { '*': () => {} } })
}

const signed = (secret: string, change: Partial<Delivery> = {}) =>
  joggDelivery(NAME, { secret }).then((delivery): Delivery => ({ ...delivery, ...change }))

const statusOf = async (receiver: Receiver, delivery: Promise<Delivery>) =>
  (await receiver.receive(await delivery)).status

describe('a flood of forgeries', () => {
  test('at the same time causes one call of the function', async () => {
    const answer = deferred<string>()
    const secret = vi.fn(() => answer.promise)
    const { receiver } = receiverWith(secret)
    const forged = await signed('another secret')
    const outcomes = Array.from({ length: 1_000 }, () => receiver.receive(forged))
    answer.resolve(SECRET)
    for (const outcome of outcomes) expect((await outcome).status).toBe(401)
    expect(secret).toHaveBeenCalledTimes(1)
    expect(await statusOf(receiver, signed(SECRET))).toBe(200)
    expect(secret).toHaveBeenCalledTimes(1)
  })

  test('at the same time to one URL causes one call of a function that reads the URL', async () => {
    const secret = vi.fn(async ({ url }: SecretDelivery) => `secret of ${url}`)
    const { receiver } = receiverWith(secret)
    const forged = await signed('another secret')
    await Promise.all(Array.from({ length: 1_000 }, () => receiver.receive(forged)))
    expect(secret).toHaveBeenCalledTimes(1)
  })

  test('that lasts causes a call every 2 s', async () => {
    const secret = vi.fn(async () => SECRET)
    const { receiver } = receiverWith(secret)
    const forged = await signed('another secret')
    for (let ms = 0; ms < 20_000; ms += 100) {
      await receiver.receive(forged)
      vi.advanceTimersByTime(100)
    }
    expect(secret).toHaveBeenCalledTimes(10)
  })

  test('without any signature causes a call a minute', async () => {
    const secret = vi.fn(async () => SECRET)
    const { receiver } = receiverWith(secret)
    const { headers, ...delivery } = await signed(SECRET)
    for (let ms = 0; ms < 60_000; ms += 100) {
      await receiver.receive({ ...delivery, headers: { 'content-type': 'application/json' } })
      vi.advanceTimersByTime(100)
    }
    expect(secret).toHaveBeenCalledTimes(1)
  })

  test('while the function fails causes a call a second', async () => {
    const secret = vi.fn(() => Promise.reject(new Error('The key service is away.')))
    const { receiver } = receiverWith(secret)
    for (let ms = 0; ms < 10_000; ms += 100) {
      const outcome = await receiver.receive(await signed(SECRET))
      expect(outcome).toMatchObject({ status: 500, code: 'secret_unavailable' })
      vi.advanceTimersByTime(100)
    }
    // One more than 10, since the call after the first failure is made at once.
    expect(secret).toHaveBeenCalledTimes(11)
  })

  test('to invented URLs causes at most 1,000 calls a minute, and known tenants are still served', async () => {
    const secret = vi.fn(async ({ url }: SecretDelivery) => `secret of ${url}`)
    const { receiver, log } = receiverWith(secret)
    const known = () => signed('secret of /hooks/a', { url: '/hooks/a' })
    expect(await statusOf(receiver, known())).toBe(200)

    const forged = await signed('another secret')
    const counts = new Map<number, number>()
    for (let tenant = 0; tenant < 3_000; tenant++) {
      const { status } = await receiver.receive({ ...forged, url: `/hooks/${tenant}` })
      counts.set(status, (counts.get(status) ?? 0) + 1)
    }
    expect(secret).toHaveBeenCalledTimes(1_000)
    expect(Object.fromEntries(counts)).toEqual({ 401: 999, 500: 2_001 })
    expect(log.messages('error')[0]).toMatch(
      /JoggAI's secret was not called: .* limit of 1000 calls a minute\. .*#secret_unavailable$/,
    )
    // Known tenants are also served when their cached secret has expired.
    vi.advanceTimersByTime(59_999)
    await receiver.receive({ ...forged, url: '/hooks/last' })
    vi.advanceTimersByTime(1)
    expect(await statusOf(receiver, known())).toBe(200)
    expect(await statusOf(receiver, signed('secret of /hooks/b', { url: '/hooks/b' }))).toBe(200)
  })
})

describe('the secret that a function returns', () => {
  test.each([
    ['a minute', undefined, 60_000],
    ['as long as secretCacheMs says', 5_000, 5_000],
  ])('is kept for %s', async (_, cacheMs, keptMs) => {
    const secret = vi.fn(async () => SECRET)
    const { receiver } = receiverWith(secret, cacheMs)
    expect(await statusOf(receiver, signed(SECRET))).toBe(200)
    vi.advanceTimersByTime(keptMs - 1)
    expect(await statusOf(receiver, signed(SECRET))).toBe(200)
    expect(secret).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(1)
    expect(await statusOf(receiver, signed(SECRET))).toBe(200)
    expect(secret).toHaveBeenCalledTimes(2)
  })

  test('is not cached with secretCacheMs: 0, but deliveries at the same time share a call', async () => {
    const secret = vi.fn(async () => SECRET)
    const { receiver } = receiverWith(secret, 0)
    for (let call = 1; call <= 3; call++) {
      const deliveries = await Promise.all(Array.from({ length: 10 }, () => signed(SECRET)))
      for (const outcome of deliveries.map((each) => receiver.receive(each)))
        expect((await outcome).status).toBe(200)
      expect(secret).toHaveBeenCalledTimes(call)
    }
  })

  test('is cached and returned synchronously if the function is synchronous', async () => {
    const secret = vi.fn(() => SECRET)
    const keys = keyring(secret, "acme()'s secret", 'Set ACME_WEBHOOK_SECRET.')
    for (let turn = 0; turn < 3; turn++) expect(keys.keys()).toHaveLength(1)
    expect(secret).toHaveBeenCalledTimes(1)
  })

  test.each([-1, Number.NaN, 'a minute' as never])('cannot be kept for %s', (cacheMs) => {
    expect(() => jogg({ secret: () => SECRET, secretCacheMs: cacheMs })).toThrow(
      /JoggAI's secret cannot be kept for .* ms: give a number of milliseconds, 0 or more\./,
    )
    expect(() => hoox({ callbackSecret: () => SECRET, secretCacheMs: cacheMs })).toThrow(TypeError)
  })

  test('is loaded again at once when a delivery does not match it: a new secret works at once', async () => {
    let current = 'old'
    const secret = vi.fn(async () => current)
    const { receiver } = receiverWith(secret)
    expect(await statusOf(receiver, signed('old'))).toBe(200)
    vi.advanceTimersByTime(2_000)
    current = 'new'
    expect(await statusOf(receiver, signed('new'))).toBe(200)
    expect(await statusOf(receiver, signed('old'))).toBe(401)
    expect(secret).toHaveBeenCalledTimes(2)
  })

  test('stays in use while it is loaded again, and if that fails', async () => {
    const anew = deferred<string>()
    const secret = vi.fn(async () => SECRET)
    const { receiver } = receiverWith(secret)
    await statusOf(receiver, signed(SECRET))
    vi.advanceTimersByTime(2_000)
    secret.mockReturnValue(anew.promise)
    const forged = Promise.all(
      Array.from({ length: 100 }, () => statusOf(receiver, signed('another secret'))),
    )
    await vi.waitFor(() => expect(secret).toHaveBeenCalledTimes(2))
    expect(await statusOf(receiver, signed(SECRET))).toBe(200)
    anew.reject(new Error('The key service is away.'))
    // Nobody knows whether the signature is made with a new secret, so the sender should try again.
    for (const status of await forged) expect(status).toBe(500)
    expect(await statusOf(receiver, signed(SECRET))).toBe(200)
    expect(await statusOf(receiver, signed('another secret'))).toBe(401)
    expect(secret).toHaveBeenCalledTimes(2)
  })

  test('is loaded again if the function hangs', async () => {
    const secret = vi.fn(async () => SECRET).mockReturnValueOnce(new Promise(() => {}))
    const { receiver } = receiverWith(secret)
    const hanging = statusOf(receiver, signed(SECRET))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await hanging).toBe(500)
    expect(await statusOf(receiver, signed(SECRET))).toBe(200)
    expect(secret).toHaveBeenCalledTimes(2)
  })

  test('is not replaced by the result of an older call that had hung', async () => {
    const hung = deferred<string>()
    const secret = vi.fn(async () => 'new').mockReturnValueOnce(hung.promise)
    const { receiver } = receiverWith(secret)
    const hanging = statusOf(receiver, signed('old'))
    await vi.advanceTimersByTimeAsync(5_000)
    await hanging
    expect(await statusOf(receiver, signed('new'))).toBe(200)
    hung.resolve('old')
    await hung.promise
    await Promise.resolve()
    expect(await statusOf(receiver, signed('old'))).toBe(401)
    expect(await statusOf(receiver, signed('new'))).toBe(200)
    expect(secret).toHaveBeenCalledTimes(2)
  })

  test('is loaded with the next delivery after a failure, and a second later after another failure', async () => {
    const secret = vi
      .fn<() => Promise<string | undefined>>(async () => SECRET)
      .mockResolvedValueOnce(undefined)
      .mockRejectedValueOnce(new Error('The key service is away.'))
    const { receiver, reports } = receiverWith(secret)
    for (let turn = 0; turn < 4; turn++) await statusOf(receiver, signed(SECRET))
    const codes = reports.map(({ outcome }) => outcome.code)
    expect(codes).toEqual(['secret_missing', ...Array(3).fill('secret_unavailable')])
    expect(secret).toHaveBeenCalledTimes(2)
    vi.advanceTimersByTime(1_000)
    expect(await statusOf(receiver, signed(SECRET))).toBe(200)
  })
})

describe('a function of the delivery', () => {
  /** Functions that read different parts, before or after an await. Counts the calls for each value. */
  const choices: [string, number, (delivery: SecretDelivery) => string | Promise<string>][] = [
    ['by URL', 3, ({ url }) => `secret of ${url} undefined`],
    ['by URL, later', 4, (delivery) => Promise.resolve().then(() => `secret of ${delivery.url} undefined`)],
    [
      'by a header, only where the URL says so',
      8,
      async (delivery) =>
        delivery.url === '/hooks/a'
          ? 'secret of /hooks/a undefined'
          : `secret of ${delivery.url} ${delivery.headers.get('X-Tenant')}`,
    ],
    [
      'by all headers, which differ in each',
      75,
      async ({ url, headers }) => `secret of ${url} ${Object.fromEntries([...headers])['x-tenant']}`,
    ],
  ]

  test.each(choices)('never gets the answer for another delivery: %s', async (_, calls, secret) => {
    const asked = vi.fn(secret)
    const { receiver } = receiverWith(asked)
    const tenants = ['/hooks/a undefined', '/hooks/b x', '/hooks/b y', '/hooks/a undefined', '/hooks/c z']
      // These two read only the URL.
      .map((tenant) => (secret.toString().includes('enant') ? tenant : tenant.replace(/ .*/, ' undefined')))
    const deliveryOf = (tenant: string, by: string) => {
      const [url = '', name] = tenant.split(' ')
      return joggDelivery(NAME, { secret: `secret of ${by}` }).then((delivery): Delivery => {
        const headers = name === 'undefined' ? delivery.headers : { ...delivery.headers, 'x-tenant': name }
        return { ...delivery, url, headers }
      })
    }
    for (let round = 0; round < 3; round++) {
      // All at the same time, before the cache knows which parts the function reads.
      const statuses = tenants.flatMap((tenant) =>
        tenants.map(async (by) => [tenant, by, await statusOf(receiver, deliveryOf(tenant, by))]),
      )
      for (const [tenant, by, status] of await Promise.all(statuses))
        expect([tenant, by, status]).toEqual([tenant, by, tenant === by ? 200 : 401])
    }
    expect(asked.mock.calls.length).toBeLessThanOrEqual(calls)
  })

  test('sees method, path and query, and headers, but no body and no token', async () => {
    const seen: unknown[] = []
    const secret = async ({ method, url, headers, ...others }: SecretDelivery) => {
      seen.push({ method, url, host: headers.get('Host'), has: headers.has('x-none'), ...others })
      return SECRET
    }
    const { receiver } = receiverWith(secret)
    for (const url of [
      'https://example.com/hooks?a=1&vidhook=t0ken&b=2#top',
      '/hooks?vidhook=t0ken&b=2',
      '/hooks?b=2&vidhook=t0ken',
      '/hooks?vidhook=t0ken',
    ]) {
      const { headers, ...delivery } = await signed(SECRET, { url })
      await receiver.receive({ ...delivery, headers: { ...headers, host: 'example.com' } })
    }
    const common = { method: 'POST', host: 'example.com', has: false }
    expect(seen).toEqual([
      { ...common, url: '/hooks?a=1&b=2#top' },
      { ...common, url: '/hooks?b=2' },
      { ...common, url: '/hooks' },
    ])
  })

  test('signs callback URLs and checks them', async () => {
    const secret = vi.fn(async ({ url, headers }: SecretDelivery) => `secret of ${headers.get('host')}${url}`)
    const { receiver } = testReceiver(hoox({ callbackSecret: secret }), { on: { '*': () => {} } })
    const urlOf = (tenant: string) => signCallbackUrl(`https://example.com/hooks/${tenant}?x=1`, { secret })
    const received = async (url: string) => {
      const { headers, ...delivery } = await hooxDelivery('video_export.failed')
      return statusOf(
        receiver,
        Promise.resolve({ ...delivery, url, headers: { ...headers, host: 'example.com' } }),
      )
    }
    const [a, b] = [await urlOf('a'), await urlOf('b')]
    secret.mockClear()
    expect(await received(a)).toBe(200)
    expect(await received(b.replace('https://example.com', ''))).toBe(200)
    expect(await received(a.replace('/hooks/a', '/hooks/b'))).toBe(401)
    expect(secret).toHaveBeenCalledTimes(2)
  })

  test('needs the delivery: without it, the error says how a provider has to pass it', async () => {
    const message = new Uint8Array()
    const proof = { message, signatures: [new Uint8Array(32)] }
    const keys = keyring(({ url }) => url, "acme()'s secret", 'Set ACME_WEBHOOK_SECRET.')
    for (let turn = 0; turn < 2; turn++)
      await expect(verifyHmac({ ...proof, keys })).rejects.toThrow(
        /did not pass the delivery on: call verifyHmac\(\{ delivery/,
      )
  })

  test('is called again for the least recently loaded answer, if there are too many to keep', async () => {
    const secret = vi.fn(({ url }: SecretDelivery) => url)
    const keys = keyring(secret, "acme()'s secret", 'Set ACME_WEBHOOK_SECRET.', { cacheMs: 600_000 })
    const headers = new Map<string, string>() as never
    const ask = (url: string) => keys.keys({ method: 'POST', url, headers })
    for (let tenant = 0; tenant < 2_001; tenant++) {
      ask(`/hooks/${tenant}`)
      vi.advanceTimersByTime(100)
    }
    expect(secret).toHaveBeenCalledTimes(2_001)
    ask('/hooks/2000')
    ask('/hooks/1')
    expect(secret).toHaveBeenCalledTimes(2_001)
    ask('/hooks/0')
    expect(secret).toHaveBeenCalledTimes(2_002)
    // An answer with too long a key is not cached.
    const long = `/${'x'.repeat(5_000)}`
    ask(long)
    ask(long)
    expect(secret).toHaveBeenCalledTimes(2_004)
  })
})
