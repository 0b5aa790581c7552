import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as z from 'zod/mini'
import { handleEntry, memoryInbox } from '../inbox/index.js'
import { type Delivery, type Secret, type StandardWebhooksOptions, standardWebhooks } from '../index.js'
import { testReceiver } from '../testing/test-receiver.js'

/** The secret and the signature of the example in the standard's libraries. */
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const EXAMPLE = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}
const NOW_S = EXAMPLE.timestamp

const events = { 'video.ready': z.looseObject({ type: z.literal('video.ready') }) }
type Options = StandardWebhooksOptions<typeof events>
const acme = (options: Partial<Options>) => standardWebhooks({ name: 'acme', events, ...options })

interface Sent {
  readonly id?: string
  readonly timestamp?: number
  readonly body?: string
  readonly signature?: string
  readonly prefix?: string
  readonly url?: string
}

const BODY = '{"type":"video.ready"}'

function delivery({
  id = 'msg_1',
  timestamp = NOW_S,
  body = BODY,
  prefix = 'webhook',
  ...sent
}: Sent = {}): Delivery {
  const signature = sent.signature ?? hmac(SECRET, { id, timestamp, body })
  return {
    method: 'POST',
    url: sent.url ?? '/webhooks/acme',
    headers: {
      'content-type': 'application/json',
      [`${prefix}-id`]: id,
      [`${prefix}-timestamp`]: String(timestamp),
      [`${prefix}-signature`]: signature,
    },
    body,
  }
}

const signedText = ({ id = 'msg_1', timestamp = NOW_S, body = BODY }: Sent) => `${id}.${timestamp}.${body}`

function hmac(secret: string, sent: Sent = {}): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  return `v1,${createHmac('sha256', key).update(signedText(sent)).digest('base64')}`
}

const ed25519 = (key: KeyObject, sent: Sent = {}) =>
  `v1a,${sign(null, Buffer.from(signedText(sent)), key).toString('base64')}`

const publicText = (key: KeyObject) =>
  `whpk_${Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64')}`

async function outcomeOf(options: Partial<Options>, sent: Delivery) {
  const { receiver, reports, log } = testReceiver(acme(options))
  const outcome = await receiver.receive(sent)
  return { ...outcome, reason: reports[0]?.reason, identity: reports[0]?.identity, log }
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: NOW_S * 1000 + 500 }))
afterEach(() => void vi.useRealTimers())

describe('a delivery', () => {
  test("that is signed as in the standard's example is authentic", async () => {
    expect(await outcomeOf({ secret: SECRET }, delivery(EXAMPLE))).toMatchObject({ kind: 'unrecognized' })
    const altered = delivery({ ...EXAMPLE, body: '{"test": 2432232315}' })
    expect(await outcomeOf({ secret: SECRET }, altered)).toMatchObject({
      status: 401,
      reason: 'signature_mismatch',
    })
  })

  test('without a body is authentic, as in the reference library, but no event', async () => {
    expect(await outcomeOf({ secret: SECRET }, delivery({ body: '' }))).toMatchObject({
      code: 'body_not_json',
    })
  })

  test('reaches the handler of its type, and its id is the identity', async () => {
    const handler = vi.fn()
    const { receiver, reports } = testReceiver(acme({ secret: SECRET }), {
      on: { 'video.ready': (event) => handler(event.type satisfies 'video.ready') },
    })
    expect((await receiver.receive(delivery())).kind).toBe('processed')
    expect((await receiver.receive(delivery())).kind).toBe('duplicate')
    expect((await receiver.receive(delivery({ id: 'msg_2' }))).kind).toBe('processed')
    expect(handler.mock.calls).toEqual([['video.ready'], ['video.ready']])
    expect(reports.map(({ identity }) => identity)).toEqual(['msg_1', 'msg_1', 'msg_2'])
  })

  test('is named and identified by a function of yours, if the body has no type', async () => {
    const identify: Options['identify'] = (body) =>
      typeof body === 'object' && body !== null && 'id' in body && 'status' in body
        ? { kind: 'identified', name: 'video.ready', identity: `${body.id}:${body.status}` }
        : { kind: 'unidentified', reason: 'The body has no "id".' }
    const body = '{"id":"p1","status":"succeeded","type":"video.ready"}'
    expect(await outcomeOf({ secret: SECRET, identify }, delivery({ body }))).toMatchObject({
      kind: 'ignored',
      identity: 'p1:succeeded',
    })
  })

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])(
    'without %s is refused',
    async (name) => {
      for (const value of [undefined, '']) {
        const sent = delivery()
        const headers = { ...sent.headers, [name]: value }
        expect(await outcomeOf({ secret: SECRET }, { ...sent, headers })).toMatchObject({
          reason: 'signature_missing',
        })
      }
    },
  )

  test('with repeated headers is refused', async () => {
    const sent = delivery()
    for (const name of ['webhook-id', 'webhook-timestamp'] as const) {
      const value = new Headers(sent.headers as Record<string, string>).get(name) ?? ''
      const headers = { ...(sent.headers as Record<string, string>), [name]: [value, value] }
      expect(await outcomeOf({ secret: SECRET }, { ...sent, headers })).toMatchObject({ status: 401 })
    }
  })

  test.each([
    ['hello', 'signature_mismatch'],
    ['', 'signature_missing'],
    [`${NOW_S}0`, 'signature_mismatch'],
  ])('with the timestamp %j is refused', async (timestamp, reason) => {
    const sent = delivery()
    const headers = { ...sent.headers, 'webhook-timestamp': timestamp }
    expect(await outcomeOf({ secret: SECRET }, { ...sent, headers })).toMatchObject({ status: 401, reason })
  })

  test('may be five minutes old or early, or as you say', async () => {
    const at = (ageS: number, options: Partial<Options> = {}) =>
      outcomeOf({ secret: SECRET, ...options }, delivery({ timestamp: NOW_S - ageS }))
    for (const ageS of [-300, 300]) expect((await at(ageS)).status).toBe(200)
    for (const ageS of [-301, 301]) expect((await at(ageS)).reason).toBe('timestamp_outside_tolerance')
    expect((await at(301, { toleranceMs: 301_000 })).status).toBe(200)
    expect((await at(2, { toleranceMs: 1_000 })).status).toBe(401)
  })

  test('may have several signatures, and is tried with several secrets', async () => {
    const other = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'
    const decoy = 'v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc='
    const signature = [decoy, decoy.replace('v1', 'v2'), hmac(SECRET), decoy].join(' ')
    for (const secret of [SECRET, [other, SECRET], async () => [other, SECRET]])
      expect((await outcomeOf({ secret }, delivery({ signature }))).status).toBe(200)
    expect((await outcomeOf({ secret: other }, delivery({ signature }))).reason).toBe('signature_mismatch')
    const many = [...Array.from({ length: 16 }, () => decoy), hmac(SECRET)].join(' ')
    expect((await outcomeOf({ secret: SECRET }, delivery({ signature: many }))).status).toBe(401)
  })

  test.each(['v1', 'v1,not base64', 'v2,AAAA', 'V1,AAAA'])(
    'with the signature %j is refused',
    async (signature) => {
      expect(await outcomeOf({ secret: SECRET }, delivery({ signature }))).toMatchObject({
        reason: 'signature_malformed',
      })
    },
  )
})

describe('the headers of Svix', () => {
  test('are read if you say so, and then no others', async () => {
    const svix = delivery({ prefix: 'svix' })
    expect((await outcomeOf({ secret: SECRET, headers: 'svix' }, svix)).status).toBe(200)
    expect((await outcomeOf({ secret: SECRET, headers: 'svix' }, delivery())).status).toBe(401)
    const { status, log } = await outcomeOf({ secret: SECRET }, svix)
    expect(status).toBe(401)
    expect(log.messages('warn').join()).toContain("give standardWebhooks() headers: 'svix'")
  })
})

describe('Ed25519', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const other = generateKeyPairSync('ed25519')

  test('verifies v1a with the public key', async () => {
    const key = publicText(publicKey)
    const signature = ed25519(privateKey)
    for (const given of [key, [publicText(other.publicKey), key], () => key])
      expect((await outcomeOf({ publicKey: given }, delivery({ signature }))).status).toBe(200)
    expect(
      await outcomeOf({ publicKey: key }, delivery({ signature: ed25519(other.privateKey) })),
    ).toMatchObject({
      reason: 'signature_mismatch',
    })
    expect((await outcomeOf({ publicKey: key }, delivery({ signature, id: 'msg_2' }))).status).toBe(401)
    expect(
      (await outcomeOf({ publicKey: key }, delivery({ signature: signature.replace('v1a', 'v1') }))).status,
    ).toBe(401)
    const old = { timestamp: NOW_S - 301 }
    expect(
      await outcomeOf({ publicKey: key }, delivery({ ...old, signature: ed25519(privateKey, old) })),
    ).toMatchObject({
      reason: 'timestamp_outside_tolerance',
    })
  })

  test('and HMAC are alternatives, if both keys are given', async () => {
    const both = { secret: SECRET, publicKey: publicText(publicKey) }
    for (const signature of [
      hmac(SECRET),
      ed25519(privateKey),
      `${hmac(SECRET)} ${ed25519(other.privateKey)}`,
    ])
      expect((await outcomeOf(both, delivery({ signature }))).status).toBe(200)
    for (const signature of [ed25519(other.privateKey), hmac('whsec_AAAA'), 'v1,AAAA v1a,AAAA'])
      expect(await outcomeOf(both, delivery({ signature }))).toMatchObject({ reason: 'signature_mismatch' })
  })
})

describe('a key', () => {
  test('that is missing is reported at the start, and nothing is accepted', async () => {
    for (const options of [{ secret: undefined }, { publicKey: '' }]) {
      const { receiver, log } = testReceiver(acme(options))
      expect(log.lines[0]).toMatchObject({ level: 'error', fields: { code: 'secret_missing' } })
      for (const sent of [delivery(), { ...delivery(), headers: { 'content-type': 'application/json' } }])
        expect(await receiver.receive(sent)).toMatchObject({ code: 'secret_missing' })
    }
    expect(() => acme({})).toThrow('Provider acme needs a secret or a publicKey.')
  })

  test.each(['whsec_not base64', 'whsec_%%%%'])('of %s is refused with the reason', async (secret) => {
    const { receiver, log } = testReceiver(acme({ secret }))
    expect(await receiver.receive(delivery())).toMatchObject({ code: 'provider_failed' })
    expect(log.messages('error').at(-1)).toContain("acme's secret is not base64.")
  })

  test('may be one of each tenant', async () => {
    const tenants: Secret = ({ url }) => (url === '/hooks/1' ? SECRET : 'whsec_AAAA')
    expect((await outcomeOf({ secret: tenants }, delivery({ url: '/hooks/1' }))).status).toBe(200)
    expect((await outcomeOf({ secret: tenants }, delivery({ url: '/hooks/2' }))).status).toBe(401)
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const key: Secret = ({ headers }) => (headers.get('host') === 'a' ? publicText(publicKey) : undefined)
    const sent = delivery({ signature: ed25519(privateKey) })
    const { status } = await outcomeOf(
      { publicKey: key },
      { ...sent, headers: { ...sent.headers, host: 'a' } },
    )
    expect(status).toBe(200)
    expect(await outcomeOf({ publicKey: key }, sent)).toMatchObject({ code: 'secret_missing' })
  })
})

test('a worker of an inbox finds the same identity, without the secret', async () => {
  const inbox = memoryInbox()
  const web = testReceiver(acme({ secret: SECRET }), { inbox }).receiver
  expect((await web.receive(delivery())).kind).toBe('queued')
  const handler = vi.fn()
  const worker = testReceiver(acme({ secret: undefined }), { on: { 'video.ready': handler } }).receiver
  const [entry] = inbox.waiting
  expect(entry && (await handleEntry(worker, entry))).toMatchObject({ state: 'processed' })
  expect(handler.mock.calls[0]?.[1]).toMatchObject({ identity: 'msg_1', eventName: 'video.ready' })
  expect(JSON.stringify(entry)).not.toContain('webhook-signature')
})

test('an event is remembered for longer than it can be replayed', () => {
  expect(() => acme({ secret: SECRET, toleranceMs: 300_000, retentionMs: 300_000 })).toThrow(
    /toleranceMs must be positive, and at most half of retentionMs/,
  )
  for (const toleranceMs of [0, -1, Number.NaN])
    expect(() => acme({ secret: SECRET, toleranceMs })).toThrow(/toleranceMs must be positive/)
  expect(acme({ secret: SECRET })).toMatchObject({ timeoutMs: 15_000, retentionMs: 604_800_000 })
})
