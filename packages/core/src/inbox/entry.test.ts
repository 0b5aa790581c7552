import { describe, expect, test } from 'vitest'
import { createReceiver, defineProvider } from '../index.js'
import { entryDelivery } from './entry-delivery.js'
import { type InboxEntry, memoryInbox } from './index.js'

const acme = defineProvider({
  name: 'acme',
  timeoutMs: 5_000,
  events: {},
  entryHeaders: ['X-Acme-Id', 'x-acme-signature'],
  authenticate: () => ({ ok: true }),
  identify: () => ({ kind: 'unidentified', reason: 'none' }),
})

const SECRETS = {
  authorization: 'Bearer planted-authorization',
  cookie: 'session=planted-cookie',
  'x-webhook-signature': 'planted-signature',
  'x-acme-signature': 'planted-signature',
  'webhook-signature': 'v1,planted-signature',
  'x-api-key': 'planted-key',
}

async function entryOf(
  body: Uint8Array | string,
  headers = {},
  url = '/hooks?vidhook=planted-token',
): Promise<InboxEntry> {
  const inbox = memoryInbox()
  const receiver = createReceiver(acme, { inbox, log: false })
  const outcome = await receiver.receive({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  expect(outcome.kind).toBe('queued')
  const [entry] = inbox.waiting
  if (!entry) throw new Error('Nothing was put.')
  return entry
}

describe('a body comes out of an entry byte for byte:', () => {
  const bytes = (...parts: (string | readonly number[])[]) =>
    new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as string))))

  test.each<[string, Uint8Array, InboxEntry['encoding']]>([
    ['text', bytes('{"a":"é🎬"}'), 'utf8'],
    ['odd spacing and numbers', bytes(' {\r\n"a" : 1.0e2,\t"a":2} '), 'utf8'],
    ['escaped NUL and lone surrogate', bytes('{"a":"\\u0000\\ud800"}'), 'utf8'],
    ['a byte order mark', bytes([0xef, 0xbb, 0xbf], '{"a":1}'), 'base64'],
    ['a replacement character', bytes('{"a":"\uFFFD"}'), 'base64'],
    ['1 MiB', bytes(`"${'é'.repeat(524_287)}"`), 'utf8'],
  ])('%s', async (_, body, encoding) => {
    const entry = await entryOf(body)
    expect(entry.encoding).toBe(encoding)
    expect(Buffer.compare(entryDelivery(entry).body, body)).toBe(0)
  })
})

test('an entry has no secret of its delivery', async () => {
  const text = JSON.stringify(await entryOf('{}', SECRETS))
  expect(text).not.toContain('planted')
})

test('an entry has the headers that handlers and tracing need, and those that the provider lists', async () => {
  const kept = {
    'user-agent': 'Acme/1',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    'x-acme-id': '7',
  }
  const entry = await entryOf('{}', { ...kept, 'x-forwarded-for': '203.0.113.7', ...SECRETS })
  expect(entry.headers).toEqual({ 'content-type': 'application/json', ...kept })
})

test('what Postgres would refuse is replaced, outside of the body', async () => {
  const entry = await entryOf('{}', { 'user-agent': 'a\0b\ud800' }, '/a\0b?c')
  expect(entry.headers['user-agent']).toBe('a\uFFFDb\uFFFD')
  expect(entry.path).toBe('/a\uFFFDb')
})
