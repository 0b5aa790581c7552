import { createReceiver, type Delivery, type Secret, standardWebhooks } from '@vidhook/core'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'

const events = { 'member.joined': z.looseObject({ type: z.literal('member.joined') }) }

/** `standardWebhooks()` beside the standard's own library. */
const acme = (secret: Secret) => standardWebhooks({ name: 'acme', secret, events })

const NOW = new Date('2026-05-04T03:02:01.000Z')

describe('standardWebhooks()', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: NOW }))
  afterEach(() => void vi.useRealTimers())

  test('verifies what the reference library signs, with any secret that the library takes', async () => {
    await fc.assert(
      fc.asyncProperty(secrets, messages, async ({ text }, message) => {
        expect(await statusOf(text, signed(text, message))).toBe(200)
      }),
    )
  })

  test('refuses what was altered, or signed with another secret', async () => {
    await fc.assert(
      fc.asyncProperty(
        secrets,
        messages,
        fc.constantFrom(...alterations),
        async ({ text }, message, alter) => {
          const altered = alter(signed(text, message))
          expect(accepts(text, altered)).toBe(false)
          expect(await statusOf(text, altered)).toBe(401)
        },
      ),
    )
    await fc.assert(
      fc.asyncProperty(secrets, secrets, messages, async (ours, theirs, message) => {
        fc.pre(!hmacKey(ours.key).equals(hmacKey(theirs.key)))
        expect(await statusOf(ours.text, signed(theirs.text, message))).toBe(401)
      }),
    )
  })

  test('takes as old and as early a timestamp as the library does', async () => {
    const edge = fc.constantFrom(-301, -300, -299, 299, 300, 301)
    const nowMs = fc.integer({ min: 0, max: 999 })
    await fc.assert(
      fc.asyncProperty(
        secrets,
        messages,
        fc.oneof(edge, fc.integer()),
        nowMs,
        async ({ text }, message, offsetS, ms) => {
          vi.setSystemTime(NOW.getTime() + ms)
          const delivery = signed(text, { ...message, timestampS: NOW.getTime() / 1000 + offsetS })
          expect(await statusOf(text, delivery)).toBe(accepts(text, delivery) ? 200 : 401)
          expect(accepts(text, delivery)).toBe(Math.abs(offsetS) <= 300)
        },
      ),
    )
  })

  test('finds the signature among others, and takes no version but v1', async () => {
    const base64 = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => Buffer.from(bytes).toString('base64'))
    const other = fc.oneof(
      base64.map((signature) => `v1,${signature}`),
      base64.map((signature) => `v1a,${signature}`),
      fc.constantFrom('', 'v1', 'v1,', ',', 'v1,not base64'),
    )
    const version = fc.constantFrom('v1', 'v1a', 'v2', 'V1', 'v', '')
    await fc.assert(
      fc.asyncProperty(
        secrets,
        messages,
        fc.array(other),
        version,
        fc.array(other),
        async ({ text }, message, before, name, after) => {
          const delivery = signed(text, message)
          const right = delivery.headers['webhook-signature'].replace('v1', name)
          const several = {
            ...delivery,
            headers: { ...delivery.headers, 'webhook-signature': [...before, right, ...after].join(' ') },
          }
          expect(accepts(text, several)).toBe(name === 'v1')
          expect(await statusOf(text, several)).toBe(name === 'v1' ? 200 : 401)
        },
      ),
    )
  })

  test.each(['whsec_', 'whsec_====', 'whsec_%%%%', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2La-_Sw'])(
    'has no use for the secret %s, as the library has none',
    async (secret) => {
      expect(() => new Webhook(secret)).toThrow()
      expect(await statusOf(secret, signed('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', anyMessage))).toBe(500)
    },
  )

  test('verifies what the library of Svix signs, with its headers', async () => {
    await fc.assert(
      fc.asyncProperty(secrets, messages, fc.boolean(), async ({ text }, message, isAltered) => {
        const { id, body, timestampS } = message
        const sent = isAltered ? `${body} ` : body
        const headers = {
          'svix-id': id,
          'svix-timestamp': String(timestampS),
          'svix-signature': new SvixWebhook(text).sign(id, new Date(timestampS * 1000), body),
        }
        const provider = standardWebhooks({ name: 'acme', secret: text, events, headers: 'svix' })
        const { status } = await createReceiver(provider, { log: false }).receive({
          method: 'POST',
          url: '/webhooks/acme',
          headers: { 'content-type': 'application/json', ...headers },
          body: sent,
        })
        expect(status).toBe(isAltered ? 401 : 200)
        const verify = () => new SvixWebhook(text).verify(sent, headers)
        if (isAltered) expect(verify).toThrow()
        else expect(verify).not.toThrow()
      }),
    )
  })

  test('is quiet about white space around the secret, which is no part of the key', () => {
    const warn = vi.fn()
    const log = { debug: vi.fn(), info: vi.fn(), warn, error: vi.fn() }
    createReceiver(acme('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n'), { log })
    expect(warn.mock.calls.filter(([fields]) => JSON.stringify(fields).includes('secret'))).toEqual([])
  })
})

interface Message {
  readonly id: string
  readonly body: string
  readonly timestampS: number
}

/** A delivery whose headers the library's `verify()` accepts, too. */
interface Signed extends Delivery {
  readonly headers: Readonly<
    Record<'content-type' | 'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>
  >
  readonly body: Buffer
}

/**
 * A secret as users have it. After base64 without padding, the library ignores one character if the number of characters
 * before it is a multiple of four. So it accepts a newline at the end of some secrets and refuses it at the end of others.
 */
const secrets = fc
  .record({
    key: fc.uint8Array({ minLength: 3, maxLength: 64 }),
    prefix: fc.constantFrom('whsec_', ''),
    padding: fc.constantFrom(/$/, /=$/, /=+$/),
    end: fc.constantFrom('', '\n', ' ', '\t', '\r'),
  })
  .map(({ key, prefix, padding, end }) => ({
    key,
    text: `${prefix}${Buffer.from(key).toString('base64').replace(padding, '')}${end}`,
  }))
  .filter(({ text }) => isTaken(text))

/** HMAC pads a key with zeros to the hash's block (RFC 2104), so that two secrets may be one key. */
function hmacKey(key: Uint8Array): Buffer {
  return Buffer.concat([key, Buffer.alloc(64 - key.length)])
}

function isTaken(secret: string): boolean {
  try {
    return new Webhook(secret) !== undefined
  } catch {
    return false
  }
}

const anyMessage: Message = {
  id: 'msg_1',
  body: JSON.stringify({ type: 'member.joined', data: { email: 'ada@example.com' } }),
  timestampS: NOW.getTime() / 1000,
}

const messages: fc.Arbitrary<Message> = fc.record({
  // Text that a header can carry. White space around it is not part of a header's value.
  id: fc.stringMatching(/^[!-~]([ -~]*[!-~])?$/),
  body: fc
    .record({ email: fc.string({ unit: 'binary' }), more: fc.jsonValue() })
    .map((data) => JSON.stringify({ type: 'member.joined', data })),
  timestampS: fc.constant(anyMessage.timestampS),
})

function signed(secret: string, { id, body, timestampS }: Message): Signed {
  return {
    method: 'POST',
    url: '/webhooks/acme',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestampS),
      'webhook-signature': new Webhook(secret).sign(id, new Date(timestampS * 1000), body),
    },
    body: Buffer.from(body),
  }
}

const alterations: readonly ((delivery: Signed) => Signed)[] = [
  (delivery) => ({ ...delivery, body: Buffer.concat([delivery.body, Buffer.from(' ')]) }),
  (delivery) => withHeader(delivery, 'webhook-id', (id) => `${id}1`),
  (delivery) => withHeader(delivery, 'webhook-timestamp', (timestamp) => String(Number(timestamp) + 1)),
  (delivery) => withHeader(delivery, 'webhook-signature', (signature) => signature.slice(0, -2)),
  (delivery) =>
    withHeader(delivery, 'webhook-signature', (signature) =>
      signature.replace(/^v1,./, (start) => (start === 'v1,A' ? 'v1,B' : 'v1,A')),
    ),
  (delivery) => withHeader(delivery, 'webhook-signature', () => ''),
]

function withHeader(
  delivery: Signed,
  name: keyof Signed['headers'],
  change: (value: string) => string,
): Signed {
  return { ...delivery, headers: { ...delivery.headers, [name]: change(delivery.headers[name]) } }
}

/** The library's verdict. */
function accepts(secret: string, { headers, body }: Signed): boolean {
  try {
    new Webhook(secret).verify(body, headers)
    return true
  } catch {
    return false
  }
}

/** Our verdict. */
async function statusOf(secret: string, delivery: Delivery): Promise<number> {
  const receiver = createReceiver(acme(secret), { log: false, on: { 'member.joined': () => {} } })
  return (await receiver.receive(delivery)).status
}
