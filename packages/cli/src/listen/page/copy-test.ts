import type { HeaderPairs } from '../../http-client.js'
import { visible } from '../../printable.js'
import type { KeptDelivery, Result } from '../kept-delivery.js'
import { asJson, asText, fromBase64 } from './bytes.js'

/**
 * A delivery as a vitest test. The test signs it again with its own secret. If the signature was refused, the delivery is
 * repeated unchanged. Everything from the sender is a string literal or JSON.
 */
export function vitestOf(delivery: KeptDelivery): string {
  const { result } = delivery
  const isRefused = result?.verification.state === 'refused'
  return isRefused || result?.provider === 'unknown' || delivery.request.method !== 'POST'
    ? unchanged(delivery)
    : signedAgain(delivery)
}

function signedAgain({ request, result }: KeptDelivery): string {
  const provider = result?.provider === 'hoox' ? HOOX : JOGG
  const name = result?.eventName ?? ''
  const headers = unusualHeaders(request.headers, provider.implied)
  return [
    `import { createReceiver, ${provider.factory} } from '@vidhook/core'`,
    `import { ${provider.delivery} } from '@vidhook/core/testing'`,
    "import { expect, test } from 'vitest'",
    '',
    `test(${literal(`${name || 'the delivery'} is ${expected(result)}`)}, async () => {`,
    "  const secret = 'a secret of this test'",
    `  const delivery = await ${provider.delivery}(${literal(name)}, {`,
    `    ${provider.secretField},`,
    ...(Object.keys(headers).length > 0 ? [`    headers: ${indented(headers, 4)},`] : []),
    `    body: ${bodyLiteral(request.body, 4)},`,
    '  })',
    '',
    '  // Replace this handler with your own.',
    `  const receiver = createReceiver(${provider.factory}({ ${provider.secretField} }), { on: { '*': () => {} } })`,
    '  const outcome = await receiver.receive(delivery)',
    '',
    ...expectations(result),
    '})',
    '',
  ].join('\n')
}

function unchanged({ request, result }: KeptDelivery): string {
  const provider = result?.provider === 'hoox' ? HOOX : JOGG
  const headers = Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value]))
  return [
    `import { createReceiver, ${provider.factory} } from '@vidhook/core'`,
    "import { expect, test } from 'vitest'",
    '',
    `test('the delivery is ${expected(result)}', async () => {`,
    "  const secret = 'a secret of this test'",
    `  const receiver = createReceiver(${provider.factory}({ ${provider.secretField} }), { on: { '*': () => {} } })`,
    '  const outcome = await receiver.receive({',
    `    method: ${literal(request.method)},`,
    `    url: ${literal(request.url)},`,
    `    headers: ${indented(headers, 4)},`,
    `    body: ${bytesLiteral(request.body, 4)},`,
    '  })',
    '',
    ...expectations(result),
    '})',
    '',
  ].join('\n')
}

const JOGG = {
  factory: 'jogg',
  delivery: 'joggDelivery',
  secretField: 'secret',
  implied: ['content-type', 'user-agent', 'x-webhook-event', 'x-webhook-signature'],
} as const
const HOOX = {
  factory: 'hoox',
  delivery: 'hooxDelivery',
  secretField: 'callbackSecret: secret',
  implied: ['content-type', 'user-agent', 'x-hoox-webhook'],
} as const

/** The headers that a receiver reads and that differ from those that the test's delivery has anyway. */
function unusualHeaders(headers: HeaderPairs, implied: readonly string[]): Readonly<Record<string, string>> {
  const read = ['content-type', 'content-encoding']
  return Object.fromEntries(
    headers
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(
        ([name, value]) => read.includes(name) && !(implied.includes(name) && value === 'application/json'),
      ),
  )
}

/** The outcome in the test: its receiver has seen no other delivery, and has no application behind it. */
function expected(result: Result | undefined): string {
  const kind = result?.outcome.kind
  return kind === 'rejected' || kind === 'unrecognized' ? kind : 'processed'
}

function expectations(result: Result | undefined): readonly string[] {
  const kind = expected(result)
  const code = kind === 'rejected' ? result?.outcome.code : undefined
  return [
    `  expect(outcome.kind).toBe(${literal(kind)})`,
    ...(code === undefined || result?.provider === 'unknown'
      ? []
      : [`  expect(outcome.code).toBe(${literal(code)})`]),
  ]
}

/** The same bytes in the most readable form. */
function bodyLiteral(base64: string, indent: number): string {
  const text = asText(fromBase64(base64))
  if (text === undefined) return bytesLiteral(base64, indent)
  const json = asJson(text)
  // In an object literal, __proto__ is not a field.
  const isObject =
    json &&
    typeof json.value === 'object' &&
    JSON.stringify(json.value) === text &&
    !text.includes('__proto__')
  return isObject ? `JSON.stringify(${indented(json.value, indent)})` : literal(text)
}

function bytesLiteral(base64: string, indent: number): string {
  const text = asText(fromBase64(base64))
  return text === undefined
    ? `Uint8Array.from(atob(${literal(base64)}), (char) => char.charCodeAt(0))`
    : `new TextEncoder().encode(${bodyLiteral(base64, indent)})`
}

/** A value as source code. Deceptive characters are escaped, so that the code runs as it reads. */
function indented(value: unknown, indent: number): string {
  return visible(JSON.stringify(value, undefined, 2)).replaceAll('\n', `\n${' '.repeat(indent)}`)
}

function literal(text: string): string {
  return visible(JSON.stringify(text))
}
