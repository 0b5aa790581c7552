import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { jogg, keyring, verifyHmac } from '../index.js'
import { joggDelivery } from '../testing/index.js'
import { SECRET, testReceiver } from '../testing/test-receiver.js'
import { encodeHex, hmacKey } from './hmac.js'

const secret = fc.string({ minLength: 1, maxLength: 80 }).filter((text) => text.trim() !== '')
const body = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.json().map((text) => new TextEncoder().encode(text)),
)

/** A change of some bytes: a bit flipped, bytes put in, taken out, or cut off. */
const mutation = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: fc.nat(), bit: fc.nat({ max: 7 }) }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 4 }),
  }),
  fc.record({ kind: fc.constant('delete' as const), at: fc.nat(), count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('truncate' as const), at: fc.nat() }),
)

type Mutation = typeof mutation extends fc.Arbitrary<infer Change> ? Change : never

function mutate(bytes: Uint8Array, change: Mutation): Uint8Array {
  const at = bytes.length === 0 ? 0 : change.at % bytes.length
  switch (change.kind) {
    case 'flip':
      return bytes.map((byte, index) => (index === at ? byte ^ (1 << change.bit) : byte))
    case 'insert':
      return Uint8Array.from([...bytes.subarray(0, at), ...change.bytes, ...bytes.subarray(at)])
    case 'delete':
      return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + change.count)])
    case 'truncate':
      return bytes.slice(0, at)
  }
}

describe.each(['node:crypto', 'Web Crypto'])('on %s', (engine) => {
  /** The status of a delivery, and whether its handler or onUnrecognized was reached. */
  async function receive(secret: string, body: Uint8Array, signature: string) {
    const builtin = vi.spyOn(process, 'getBuiltinModule')
    if (engine === 'Web Crypto') builtin.mockReturnValue(undefined)
    const reached = vi.fn()
    const { receiver, reports } = testReceiver(jogg({ secret }), {
      on: { '*': reached },
      onUnrecognized: reached,
    })
    const { method, url, headers } = await joggDelivery('any', { secret, body })
    const { 'x-webhook-event': _, ...others } = headers
    const outcome = await receiver.receive({
      method,
      url,
      body,
      headers: { ...others, 'x-webhook-signature': signature },
    })
    builtin.mockRestore()
    expect(reports).toHaveLength(1)
    return { status: outcome.status, reached: reached.mock.calls.length > 0 }
  }

  const signed = async (secret: string, body: Uint8Array) => encodeHex(await hmacKey(secret).sign(body))

  test('any bytes, signed with any secret, are authentic', async () => {
    await fc.assert(
      fc.asyncProperty(secret, body, async (secret, body) => {
        expect((await receive(secret, body, await signed(secret, body))).status).not.toBe(401)
      }),
    )
  })

  test('no mutation of a signed body is accepted', async () => {
    await fc.assert(
      fc.asyncProperty(secret, body, mutation, async (secret, body, change) => {
        const mutated = mutate(body, change)
        fc.pre(Buffer.compare(mutated, body) !== 0)
        const result = await receive(secret, mutated, await signed(secret, body))
        expect(result).toEqual({ status: 401, reached: false })
      }),
    )
  })

  test('no other signature is accepted, not even one of the same bytes in another spelling', async () => {
    const respelled = fc.constantFrom<(text: string) => string>(
      (text) => text.toUpperCase(),
      (text) => ` ${text}`,
      (text) => `${text} `,
      (text) => `${text}\n`,
      (text) => `0x${text}`,
      (text) => `${text},${text}`,
      (text) => `${text}00`,
      (text) => `00${text}`,
      (text) => Buffer.from(text, 'hex').toString('base64'),
      (text) => text.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
    )
    const changed = fc.oneof(
      respelled.map((respell) => (text: string) => respell(text)),
      mutation.map(
        (change) => (text: string) => Buffer.from(mutate(Buffer.from(text), change)).toString('latin1'),
      ),
      mutation.map((change) => (text: string) => encodeHex(mutate(Buffer.from(text, 'hex'), change))),
      fc.string().map((other) => () => other),
    )
    await fc.assert(
      fc.asyncProperty(secret, body, changed, async (secret, body, change) => {
        const right = await signed(secret, body)
        const signature = change(right)
        fc.pre(signature !== right)
        expect(await receive(secret, body, signature)).toEqual({ status: 401, reached: false })
      }),
    )
  })

  test('no signature made with another secret is accepted', async () => {
    await fc.assert(
      fc.asyncProperty(secret, secret, body, async (secret, other, body) => {
        // HMAC pads a short key with zeros (RFC 2104, section 2), so these two are one key.
        fc.pre(secret.replace(/\0+$/, '') !== other.replace(/\0+$/, ''))
        expect(await receive(secret, body, await signed(other, body))).toEqual({
          status: 401,
          reached: false,
        })
      }),
    )
  })
})

test('one matching signature of several is enough, and a mismatch has a hint', async () => {
  const keys = keyring(['old', 'new'], "acme()'s secret", 'Set ACME_WEBHOOK_SECRET.')
  const message = new TextEncoder().encode('message')
  const right = await hmacKey('new').sign(message)
  const wrong = new Uint8Array(32)
  expect(await verifyHmac({ keys, message, signatures: [wrong, right] })).toEqual({ ok: true })
  expect(await verifyHmac({ keys, message, signatures: [wrong, undefined] })).toEqual({
    ok: false,
    reason: 'signature_mismatch',
    hint: expect.stringMatching(/the secret of this endpoint.*change the body\?$/),
  })
  expect(await verifyHmac({ keys, message, signatures: [undefined] })).toEqual({
    ok: false,
    reason: 'signature_malformed',
  })
})

test('any JSON that is signed has exactly one known outcome and one report', async () => {
  const event = fc.record(
    {
      event_id: fc.oneof(fc.string(), fc.jsonValue()),
      event: fc.oneof(
        fc.constantFrom('generated_avatar_video_success', 'generated_script_failed', '__proto__', '*', ''),
        fc.jsonValue(),
      ),
      timestamp: fc.oneof(fc.integer(), fc.jsonValue()),
      data: fc.oneof(
        fc.record({ video_id: fc.jsonValue(), status: fc.jsonValue(), error: fc.jsonValue() }),
        fc.jsonValue(),
      ),
    },
    { requiredKeys: [] },
  )
  const text = fc.oneof(
    fc.json(),
    event.map((value) => JSON.stringify(value)),
  )
  await fc.assert(
    fc.asyncProperty(text, fc.boolean(), fc.boolean(), async (body, listens, takes) => {
      const handler = vi.fn()
      const { receiver, reports } = testReceiver(jogg({ secret: SECRET }), {
        ...(listens && { on: { '*': handler } }),
        ...(takes && { onUnrecognized: handler }),
      })
      const delivery = await joggDelivery('generated_script_failed', { secret: SECRET, body })
      const outcome = await receiver.receive(delivery)
      const expected = {
        processed: 200,
        ignored: 200,
        unrecognized: outcome.code === undefined ? 200 : 422,
        rejected: 400,
      }
      expect(expected).toHaveProperty(outcome.kind, outcome.status)
      expect(reports.map((report) => report.outcome)).toEqual([outcome])
      expect(handler.mock.calls.length).toBe(reports[0]?.handlers.length)
      expect((await receiver.receive(delivery)).kind).toBe(
        handler.mock.calls.length > 0 ? 'duplicate' : outcome.kind,
      )
    }),
    { numRuns: 300 },
  )
})
