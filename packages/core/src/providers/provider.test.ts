import { createHmac } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import {
  decodeBase64,
  defineProvider,
  type Identification,
  type JsonValue,
  keyring,
  MisconfiguredError,
  memoryStore,
  type RawDelivery,
  type Schema,
  type Secret,
  type Store,
  verifyHmac,
} from '../index.js'
import { testReceiver } from '../testing/test-receiver.js'
import type { ProviderDefinition } from './provider.js'

const TOLERANCE_S = 5 * 60

/** A sender that signs id, timestamp and body, as Standard Webhooks does. Made only of public exports. */
function courier(options: { readonly secret: Secret }) {
  const decode = (secret: string) => {
    const bytes = decodeBase64(secret.replace(/^whsec_/, ''))
    if (!bytes) throw new MisconfiguredError('secret_missing', "courier()'s secret is not base64.")
    return bytes
  }
  const keys = keyring(options.secret, "courier()'s secret", 'Set COURIER_SECRET.', { decode })
  return defineProvider({
    name: 'courier',
    timeoutMs: 15_000,
    events: {
      'parcel.sent': z.looseObject({
        type: z.literal('parcel.sent'),
        data: z.looseObject({ parcel: z.string(), weight: z.number().optional() }),
      }),
      'parcel.lost': handWritten,
    },
    authenticate({ headers, body, receivedAt }) {
      const id = headers.get('webhook-id')
      const timestamp = headers.get('webhook-timestamp')
      if (!id || !timestamp) return { ok: false, reason: 'headers_missing' }
      if (!(Math.abs(receivedAt.getTime() / 1000 - Number(timestamp)) <= TOLERANCE_S))
        return { ok: false, reason: 'timestamp_out_of_tolerance', hint: "Is this server's clock right?" }
      const signatures = (headers.get('webhook-signature') ?? '')
        .split(' ')
        .map((part) => (part.startsWith('v1,') ? decodeBase64(part.slice(3)) : undefined))
      return verifyHmac({ keys, message: signedBytes(id, timestamp, body), signatures })
    },
    identify: (body, { headers }) => identified(body, headers.get('webhook-id') ?? ''),
    setup: () => [keys.problem()],
  })
}

/** A hand-written schema, with only what Standard Schema requires. */
const handWritten: Schema<{ readonly type: 'parcel.lost'; readonly parcel: string }> = {
  '~standard': {
    version: 1,
    vendor: 'by-hand',
    async validate(value) {
      const parcel =
        typeof value === 'object' && value !== null && 'parcel' in value ? value.parcel : undefined
      return typeof parcel === 'string'
        ? { value: { type: 'parcel.lost', parcel } }
        : { issues: [{ message: 'not a string', path: [{ key: 'parcel' }] }] }
    },
  },
}

function identified(body: JsonValue, identity: string): Identification {
  return typeof body === 'object' && body !== null && 'type' in body && typeof body.type === 'string'
    ? { kind: 'identified', name: body.type, identity }
    : { kind: 'unidentified', reason: 'The body has no "type".' }
}

function signedBytes(id: string, timestamp: string, body: Uint8Array): Uint8Array {
  const prefix = new TextEncoder().encode(`${id}.${timestamp}.`)
  const bytes = new Uint8Array(prefix.length + body.length)
  bytes.set(prefix)
  bytes.set(body, prefix.length)
  return bytes
}

const SECRET = `whsec_${Buffer.from('0123456789abcdef01234567').toString('base64')}`
const now = () => Math.floor(Date.now() / 1000)

function parcel(
  body: unknown = { type: 'parcel.sent', data: { parcel: 'p_1' } },
  { id = 'msg_1', timestamp = now(), secret = SECRET, signature = (right: string) => `v1,${right}` } = {},
) {
  const text = JSON.stringify(body)
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const right = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest('base64')
  return {
    method: 'POST',
    url: '/webhooks/courier',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signature(right),
    },
    body: new TextEncoder().encode(text),
  }
}

describe('a provider that signs id, timestamp and body', () => {
  test('processes deliveries, with events typed by zod', async () => {
    const parcels: string[] = []
    const { receiver } = testReceiver(courier({ secret: SECRET }), {
      on: { 'parcel.sent': (event) => parcels.push(event.data.parcel) },
    })
    expect((await receiver.receive(parcel())).kind).toBe('processed')
    expect((await receiver.receive(parcel())).kind).toBe('duplicate')
    expect(parcels).toEqual(['p_1'])
  })

  test('processes deliveries, with events typed by a hand-written schema', async () => {
    const { receiver } = testReceiver(courier({ secret: SECRET }), {
      on: { 'parcel.lost': (event) => expect(event.parcel).toBe('p_2') },
    })
    expect((await receiver.receive(parcel({ type: 'parcel.lost', parcel: 'p_2' }))).kind).toBe('processed')
  })

  test('accepts several signatures if one matches', async () => {
    const { receiver } = testReceiver(courier({ secret: SECRET }), { on: { parcel: () => {} } })
    const other = Buffer.alloc(32).toString('base64')
    const several = (right: string) => `v1,${other} v2,${right} v1a,x v1,${right}`
    expect((await receiver.receive(parcel(undefined, { signature: several }))).kind).toBe('processed')
  })

  test.each<[string, Parameters<typeof parcel>[1], string]>([
    ['of another secret', { secret: `whsec_${btoa('another')}` }, 'signature_mismatch'],
    ['of another version', { signature: (right) => `v2,${right}` }, 'signature_malformed'],
    ['in base64url', { signature: () => `v1,${'-_'.repeat(21)}-` }, 'signature_malformed'],
    ['that is empty', { signature: () => '' }, 'signature_malformed'],
    ['without an id', { id: '' }, 'headers_missing'],
    ['that is too old', { timestamp: now() - 400 }, 'timestamp_out_of_tolerance'],
    ['from the future', { timestamp: now() + 400 }, 'timestamp_out_of_tolerance'],
    ['of no time', { timestamp: Number.NaN }, 'timestamp_out_of_tolerance'],
  ])('rejects a delivery %s', async (_, options, reason) => {
    const { receiver, reports } = testReceiver(courier({ secret: SECRET }), { on: { '*': () => {} } })
    expect((await receiver.receive(parcel(undefined, options))).status).toBe(401)
    expect(reports[0]?.reason).toBe(reason)
  })

  test.each(['webhook-id', 'webhook-timestamp'])('rejects a delivery with an altered %s', async (name) => {
    const delivery = parcel()
    const headers = { ...delivery.headers, [name]: name === 'webhook-id' ? 'msg_2' : String(now() - 1) }
    const { receiver } = testReceiver(courier({ secret: SECRET }))
    expect((await receiver.receive({ ...delivery, headers })).status).toBe(401)
  })

  test('may give its own hint to the log', async () => {
    const { receiver, log } = testReceiver(courier({ secret: SECRET }))
    await receiver.receive(parcel(undefined, { timestamp: 0 }))
    expect(log.messages('warn').join()).toContain("Is this server's clock right?")
  })

  test('is misconfigured without a secret, or with only the prefix', async () => {
    for (const secret of [undefined, '', 'whsec_']) {
      const { receiver } = testReceiver(courier({ secret }))
      expect(await receiver.receive(parcel())).toMatchObject({ status: 500, code: 'secret_missing' })
    }
  })

  test.each([
    [{ type: 'parcel.sent', data: { parcel: 7 } }, '"data.parcel"'],
    [{ type: 'parcel.sent' }, '"data" is missing'],
    [{ type: 'parcel.lost', parcel: 7 }, '"parcel"'],
    [{ type: 'parcel.found' }, '"parcel.found"'],
    [{}, '"type"'],
    [[], '"type"'],
  ])('does not recognize %j', async (body, named) => {
    const { receiver, reports } = testReceiver(courier({ secret: SECRET }))
    expect((await receiver.receive(parcel(body))).kind).toBe('unrecognized')
    expect(reports[0]?.reason).toContain(named)
  })
})

test.each<[string, { message: string; path?: [] }[]]>([
  ['does not say where', [{ message: 'neither of two forms' }]],
  ['means the whole', [{ message: 'not an order', path: [] }]],
  ['says nothing', []],
])('a body is unrecognized as a whole, if its schema %s', async (_, issues) => {
  const provider = defineProvider({
    name: 'acme',
    timeoutMs: 5_000,
    events: { thing: { '~standard': { version: 1, vendor: 'test', validate: () => ({ issues }) } } },
    authenticate: () => ({ ok: true }),
    identify: () => ({ kind: 'identified', name: 'thing', identity: '1' }),
  })
  const { receiver, reports } = testReceiver(provider)
  expect((await receiver.receive(parcel())).kind).toBe('unrecognized')
  expect(reports[0]?.reason).toContain(
    'The field "(body)" is not of the form (object) that the event\'s schema demands.',
  )
})

describe('a provider with a mistake', () => {
  const fine: ProviderDefinition<{ thing: Schema }> = {
    name: 'acme',
    timeoutMs: 5_000,
    events: { thing: { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } } },
    authenticate: () => ({ ok: true }),
    identify: () => ({ kind: 'identified', name: 'thing', identity: '1' }),
  }
  const fail = () => {
    throw new Error('Cannot read properties of undefined')
  }
  const throwing = { thing: { '~standard': { version: 1, vendor: 'test', validate: fail } } } as const

  test.each<[string, Partial<ProviderDefinition<{ thing: Schema }>>]>([
    ['throws while it authenticates', { authenticate: fail }],
    ['rejects while it authenticates', { authenticate: async () => fail() }],
    ['authenticates with nothing', { authenticate: () => undefined as never }],
    ['throws while it identifies', { identify: fail }],
    ['identifies with nothing', { identify: () => undefined as never }],
    ['has a schema that throws', { events: throwing }],
    ['finds no identity', { identify: () => ({ kind: 'identified', name: 'thing', identity: '' }) }],
    [
      'finds an undefined identity',
      { identify: () => ({ kind: 'identified', name: 'thing', identity: undefined as never }) },
    ],
  ])('because it %s is misconfigured, and never throws', async (_, wrong) => {
    const handler = vi.fn()
    const { receiver, log, reports } = testReceiver(defineProvider({ ...fine, ...wrong }), {
      on: { '*': handler },
      onUnrecognized: handler,
    })
    const outcome = await receiver.receive(parcel())
    expect(outcome).toMatchObject({ kind: 'misconfigured', status: 500, code: 'provider_failed' })
    expect(outcome.body).not.toContain('undefined')
    expect(handler).not.toHaveBeenCalled()
    expect(reports[0]?.error).toBeInstanceOf(Error)
    expect(log.lines.at(-1)).toMatchObject({ level: 'error', fields: { err: expect.any(Error) } })
    expect(log.lines.at(-1)?.message).toContain('#provider_failed')
  })

  test('reports which event had no identity', async () => {
    const identify = () => ({ kind: 'identified', name: 'thing', identity: '' }) as const
    const { receiver, reports } = testReceiver(defineProvider({ ...fine, identify }))
    await receiver.receive(parcel())
    expect(reports[0]?.error).toEqual(
      new TypeError('The provider acme found no identity for an event "thing".'),
    )
  })

  test.each([['yes'], [1], [Promise.resolve(false)], [undefined]])(
    'that returns ok: %o accepts no delivery',
    async (ok) => {
      const { receiver } = testReceiver(defineProvider({ ...fine, authenticate: () => ({ ok }) as never }))
      expect((await receiver.receive(parcel())).status).toBe(401)
    },
  )

  test('may throw a MisconfiguredError itself', async () => {
    const authenticate = () => {
      throw new MisconfiguredError('secret_unavailable', 'The key server is down. Start it.')
    }
    const { receiver, log } = testReceiver(defineProvider({ ...fine, authenticate }))
    expect(await receiver.receive(parcel())).toMatchObject({ status: 500, code: 'secret_unavailable' })
    expect(log.messages('error')).toEqual(['The key server is down. Start it.'])
  })

  test.each(['', 'Acme', 'ac me', 'ac:me', 'acme/x', '../x'])('cannot be named %j', (name) => {
    expect(() => defineProvider({ ...fine, name })).toThrow(TypeError)
    expect(() => defineProvider({ ...fine, name })).toThrow(/lower-case letters, digits and dashes/)
  })

  test.each([
    { timeoutMs: 0 },
    { timeoutMs: -1 },
    { timeoutMs: Number.NaN },
    { leaseMs: 0 },
    { leaseMs: Number.NaN },
    { retentionMs: 0 },
    { retentionMs: Number.NaN },
  ])('cannot have %j', (wrong) => {
    expect(() => defineProvider({ ...fine, ...wrong })).toThrow(/Provider acme: .* must be a positive number/)
  })
})

test('a provider gets the unchanged delivery', async () => {
  const seen: RawDelivery[] = []
  const provider = defineProvider({
    name: 'acme',
    timeoutMs: 5_000,
    events: {},
    authenticate(delivery) {
      seen.push(delivery)
      return { ok: false, reason: 'seen' }
    },
    identify: () => ({ kind: 'unidentified', reason: 'none' }),
  })
  const { receiver } = testReceiver(provider)
  const delivery = { ...parcel(), url: '/a/../b?x=%20#y' }
  await receiver.receive(delivery)
  expect(seen[0]).toMatchObject({ method: 'POST', url: '/a/../b?x=%20#y', body: delivery.body })
  expect(seen[0]?.headers.get('WEBHOOK-ID')).toBe('msg_1')
  expect(seen[0]?.receivedAt).toBeInstanceOf(Date)
})

test('by default, events are remembered for a week and leases last 3 s', () => {
  expect(courier({ secret: SECRET })).toMatchObject({ leaseMs: 3_000, retentionMs: 7 * 24 * 60 * 60 * 1000 })
})

test("a claim uses the provider's lease, unless the receiver has its own", async () => {
  const provider = { ...courier({ secret: SECRET }), leaseMs: 700 }
  const leases: number[] = []
  const store: Store = {
    ...memoryStore(),
    async claim(_, leaseMs) {
      leases.push(leaseMs)
      return { state: 'busy' }
    },
  }
  for (const leaseMs of [undefined, 900]) {
    const { receiver } = testReceiver(provider, { store, leaseMs, on: { '*': () => {} } })
    expect((await receiver.receive(parcel())).headers['retry-after']).toBe('1')
  }
  expect(leases).toEqual([700, 900])
})
