import * as node from 'node:crypto'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { defineProvider, type JwksOptions, jwks, verifySignature } from '../index.js'
import { deferred, recordingLog, testReceiver } from '../testing/test-receiver.js'

const message = Buffer.from('a message')

interface Pair {
  readonly jwk: node.JsonWebKey
  readonly signature: Uint8Array
}

function ed25519(extra: object = {}): Pair {
  const { publicKey, privateKey } = node.generateKeyPairSync('ed25519')
  const signature = new Uint8Array(node.sign(null, message, privateKey))
  return { jwk: { ...publicKey.export({ format: 'jwk' }), ...extra }, signature }
}

function rsa(modulusLength: number, extra: object = {}): Pair {
  const { publicKey, privateKey } = node.generateKeyPairSync('rsa', { modulusLength })
  const signature = new Uint8Array(node.sign('sha256', message, privateKey))
  return { jwk: { ...publicKey.export({ format: 'jwk' }), ...extra }, signature }
}

let server: Server
let url: string
let requests = 0
let answer: RequestListener

/** The server publishes these keys from now on. */
function publish(...pairs: readonly Pair[]): void {
  answer = (_, response) => response.end(JSON.stringify({ keys: pairs.map(({ jwk }) => jwk) }))
}

const open = (options: JwksOptions = {}) => jwks(url, { allowHttp: true, log: false, ...options })

const check = (keys: ReturnType<typeof jwks>, { signature }: Pair, keyId?: string) =>
  verifySignature({ keys, message, signatures: [signature], keyId })

const pass = (ms: number) => vi.advanceTimersByTime(ms)

beforeEach(async () => {
  requests = 0
  vi.useFakeTimers({ toFake: ['performance'] })
  server = createServer((request, response) => {
    requests++
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`
})
afterEach(() => {
  vi.useRealTimers()
  server.closeAllConnections()
  server.close()
})

describe('the keys', () => {
  test('of both kinds verify, and are fetched once', async () => {
    const [one, two, three] = [ed25519(), rsa(2048), ed25519({ alg: 'EdDSA', use: 'sig', kid: 'k3' })]
    publish(one, two, three)
    const keys = open()
    for (const pair of [one, two, three]) expect(await check(keys, pair)).toEqual({ ok: true })
    expect(await check(keys, ed25519())).toMatchObject({ reason: 'signature_mismatch' })
    expect(requests).toBe(1)
  })

  test('verify also if they are padded, as those of fal are', async () => {
    const pair = ed25519()
    const padded = { ...pair, jwk: { ...pair.jwk, x: `${pair.jwk.x}=` } }
    publish(padded)
    expect(await check(open(), padded)).toEqual({ ok: true })
  })

  test('are shared by deliveries at the same time', async () => {
    const pair = ed25519()
    publish(pair)
    const keys = open()
    const results = await Promise.all(Array.from({ length: 100 }, () => check(keys, pair)))
    expect(results.every(({ ok }) => ok)).toBe(true)
    expect(requests).toBe(1)
  })

  test('are fetched again after their time', async () => {
    const pair = ed25519()
    publish(pair)
    const keys = open({ cacheMs: 60_000 })
    await check(keys, pair)
    pass(59_000)
    await check(keys, pair)
    expect(requests).toBe(1)
    pass(1_000)
    await check(keys, pair)
    expect(requests).toBe(2)
  })

  test('that the sender has withdrawn are no longer accepted after their time', async () => {
    const [old, current] = [ed25519(), ed25519()]
    publish(old)
    const keys = open()
    expect((await check(keys, old)).ok).toBe(true)
    publish(current)
    pass(3_600_000)
    expect((await check(keys, old)).ok).toBe(false)
    expect((await check(keys, current)).ok).toBe(true)
  })

  test('that are of another kind or use are left out', async () => {
    const good = ed25519()
    const others = [
      ed25519({ use: 'enc' }),
      ed25519({ x: 'AAAA' }),
      ed25519({ crv: 'Ed448' }),
      ed25519({ kty: 'EC' }),
      rsa(2048, { alg: 'PS256' }),
      rsa(2048, { use: 'enc' }),
      rsa(1024),
      { jwk: { kty: 'oct', k: 'AAAA' }, signature: new Uint8Array(32) },
    ]
    publish(...others, good)
    const keys = open()
    for (const pair of others) expect((await check(keys, pair)).ok).toBe(false)
    expect((await check(keys, good)).ok).toBe(true)
  })
})

describe('a new key', () => {
  test('is found with the first delivery that it signed', async () => {
    const [old, next] = [ed25519(), ed25519()]
    publish(old)
    const keys = open()
    await check(keys, old)
    publish(old, next)
    pass(30_000)
    expect(await check(keys, next)).toEqual({ ok: true })
    expect((await check(keys, old)).ok).toBe(true)
    expect(requests).toBe(2)
  })

  test('is found by its name', async () => {
    const [old, next] = [ed25519({ kid: 'old' }), ed25519({ kid: 'next' })]
    publish(old)
    const keys = open()
    expect((await check(keys, old, 'old')).ok).toBe(true)
    expect(await check(keys, old, 'next')).toMatchObject({ reason: 'signature_key_unknown' })
    pass(30_000)
    publish(old, next)
    expect((await check(keys, next, 'next')).ok).toBe(true)
    // A named key is the only one to be tried.
    expect(await check(keys, next, 'old')).toMatchObject({ reason: 'signature_mismatch' })
  })

  test('is looked for at most once in a period, whatever forgers send', async () => {
    publish(ed25519())
    const keys = open()
    const forge = () =>
      Promise.all(Array.from({ length: 50 }, (_, id) => check(keys, ed25519(), `key-${id}`)))
    await forge()
    expect(requests).toBe(1)
    pass(29_999)
    await forge()
    expect(requests).toBe(1)
    pass(1)
    await forge()
    await forge()
    expect(requests).toBe(2)
  })
})

describe('an outage', () => {
  test.each<[string, () => void, RegExp]>([
    ['an error', () => (answer = (_, response) => response.writeHead(503).end()), /status 503/],
    [
      'a redirect',
      () => (answer = (_, response) => response.writeHead(302, { location: '/x' }).end()),
      /status 302/,
    ],
    ['no JSON', () => (answer = (_, response) => response.end('<html>')), /not a JSON Web Key Set/],
    ['no list', () => (answer = (_, response) => response.end('{"keys":{}}')), /not a JSON Web Key Set/],
    ['no key', () => publish(), /no Ed25519 or RS256 key/],
    ['too many keys', () => publish(...Array.from({ length: 33 }, () => ed25519())), /more than 32 keys/],
    [
      'too much',
      () => (answer = (_, response) => response.end(' '.repeat(70_000))),
      /larger than 65536 bytes/,
    ],
    ['a lost connection', () => (answer = (request) => request.socket.destroy()), /fetch failed/],
  ])('with %s keeps the last keys, and says so in the log', async (_, breakServer, why) => {
    const pair = ed25519()
    publish(pair)
    const log = recordingLog()
    const keys = open({ log })
    await check(keys, pair)
    breakServer()
    pass(3_600_000)
    expect(await check(keys, pair)).toEqual({ ok: true })
    expect(await check(keys, pair)).toEqual({ ok: true })
    expect(requests).toBe(2)
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { code: 'jwks_unavailable' } }])
    expect(log.lines[0]?.message).toMatch(why)
    expect(log.lines[0]?.message).toContain('The last keys are used on.')
    publish(pair)
    pass(30_000)
    await check(keys, pair)
    expect(requests).toBe(3)
    expect(log.lines).toHaveLength(1)
  })

  test('at the start makes the receiver misconfigured, and is over at the next try', async () => {
    const pair = ed25519()
    answer = (_, response) => response.writeHead(500).end()
    const keys = open()
    const { receiver, log } = testReceiver(acme(keys, pair))
    const delivery = {
      method: 'POST',
      url: '/',
      headers: { 'content-type': 'application/json' },
      body: '{"id":"1"}',
    }
    expect(await receiver.receive(delivery)).toMatchObject({ status: 500, code: 'secret_unavailable' })
    expect(log.messages('error').at(-1)).toContain(`The public keys at ${url} could not be fetched`)
    publish(pair)
    expect(await receiver.receive(delivery)).toMatchObject({ status: 500 })
    expect(requests).toBe(1)
    pass(1_000)
    expect(await receiver.receive(delivery)).toMatchObject({ status: 200 })
    expect(requests).toBe(2)
  })

  test('that hangs is given up after timeoutMs', async () => {
    const pair = ed25519()
    const arrived = deferred()
    answer = () => arrived.resolve()
    const keys = open({ timeoutMs: 1_000 })
    await expect(check(keys, pair)).rejects.toMatchObject({ code: 'secret_unavailable' })
    await arrived.promise
  })

  test('is also one of a body that never ends', async () => {
    answer = (_, response) => response.write('{"keys":[')
    await expect(check(open({ timeoutMs: 50 }), ed25519())).rejects.toMatchObject({
      code: 'secret_unavailable',
    })
  })
})

test.each(['http://acme.example/jwks', '/jwks', 'file:///etc/passwd', 'ftp://acme.example', ''])(
  'the URL %j is refused',
  (wrong) => expect(() => jwks(wrong)).toThrow(/needs an absolute https URL/),
)

test('a Worker does not wait for the fetch of another request', async () => {
  const pair = ed25519()
  publish(pair)
  vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' })
  const keys = open()
  expect(await Promise.all([check(keys, pair), check(keys, pair)])).toEqual([{ ok: true }, { ok: true }])
  expect(requests).toBe(2)
  expect((await check(keys, pair)).ok).toBe(true)
  expect(requests).toBe(2)
  vi.unstubAllGlobals()
})

/** A sender whose every delivery carries the signature of this pair. */
function acme(keys: ReturnType<typeof jwks>, { signature }: Pair) {
  return defineProvider({
    name: 'acme',
    timeoutMs: 15_000,
    events: {},
    authenticate: (delivery) => verifySignature({ keys, message, signatures: [signature], delivery }),
    identify: () => ({ kind: 'unidentified', reason: 'none' }),
  })
}
