import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { join } from 'node:path'
import {
  type Authentication,
  createReceiver,
  type Delivery,
  defineProvider,
  type EventMap,
  type Provider,
  type RawDelivery,
  type Secret,
  signCallbackUrl,
} from '@vidhook/core'
import { afterEach, expect, test, vi } from 'vitest'
import { samplesFolder } from './samples.js'

/** The providers of docs/custom-providers.md, each with a delivery as its sender makes it. */
const load = async <Exports>(file: string): Promise<Exports> => import(join(samplesFolder, file))

type Make = (secret: Secret) => Provider<EventMap>

const SECRET = 'a secret of the sender'

function post(url: string, body: object, headers: Record<string, string> = {}): Delivery {
  return {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }
}

/** What becomes of the deliveries, with one receiver that has a handler for every event. */
async function kindsOf(provider: Provider<EventMap>, ...deliveries: readonly Delivery[]) {
  const receiver = createReceiver(provider, { log: false, on: { '*': () => {} } })
  const kinds: string[] = []
  for (const delivery of deliveries) kinds.push((await receiver.receive(delivery)).kind)
  return kinds
}

afterEach(() => void vi.unstubAllGlobals())

test('the sender of Standard Webhooks', async () => {
  const { acme } = await load<{ acme: Make }>('docs/custom-providers/acme.ts')
  const body = { type: 'invoice.paid', data: { id: 'in_1', amount: 42 } }
  const timestamp = String(Math.floor(Date.now() / 1000))
  const key = Buffer.from('a key of 24 bytes or more')
  const text = `msg_1.${timestamp}.${JSON.stringify(body)}`
  const delivery = (signature: string) =>
    post('/webhooks/acme', body, {
      'webhook-id': 'msg_1',
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    })
  const right = delivery(createHmac('sha256', key).update(text).digest('base64'))
  const wrong = delivery(createHmac('sha256', 'another').update(text).digest('base64'))
  const provider = acme(`whsec_${key.toString('base64')}`)
  expect(await kindsOf(provider, wrong, right, right)).toEqual(['rejected', 'processed', 'duplicate'])
})

test('the sender that signs a timestamp and the body', async () => {
  const { studio } = await load<{ studio: Make }>('docs/custom-providers/timestamped.ts')
  const body = { id: 'v_1', type: 'video.ready' }
  const delivery = (secret: string, ageS: number) => {
    const timestamp = Math.floor(Date.now() / 1000) - ageS
    const hmac = createHmac('sha256', secret)
      .update(`${timestamp}.${JSON.stringify(body)}`)
      .digest('hex')
    return post('/webhooks/studio', body, { 'studio-signature': `t=${timestamp},v1=${hmac}` })
  }
  const deliveries = [delivery('another', 0), delivery(SECRET, 301), delivery(SECRET, 0), delivery(SECRET, 1)]
  expect(await kindsOf(studio(SECRET), ...deliveries)).toEqual([
    'rejected',
    'rejected',
    'processed',
    'duplicate',
  ])
})

test('fal, with its published key', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const asked = vi.fn(async (_url: string) => Response.json({ keys: [publicKey.export({ format: 'jwk' })] }))
  vi.stubGlobal('fetch', asked)
  const { authenticate } = await load<{ authenticate(delivery: RawDelivery): Promise<Authentication> }>(
    'docs/custom-providers/fal.ts',
  )
  const fal = defineProvider({
    name: 'fal',
    timeoutMs: 15_000,
    events: {},
    authenticate,
    identify: () => ({ kind: 'unidentified', reason: 'The sample only authenticates.' }),
  })
  const body = { request_id: 'req_1', status: 'OK' }
  const hash = createHash('sha256').update(JSON.stringify(body)).digest('hex')
  const delivery = (ageS: number, user = 'user_1') => {
    const timestamp = String(Math.floor(Date.now() / 1000) - ageS)
    return post('/webhooks/fal', body, {
      'x-fal-webhook-request-id': 'req_1',
      'x-fal-webhook-user-id': user,
      'x-fal-webhook-timestamp': timestamp,
      'x-fal-webhook-signature': sign(
        null,
        Buffer.from(['req_1', 'user_1', timestamp, hash].join('\n')),
        privateKey,
      ).toString('hex'),
    })
  }
  expect(await kindsOf(fal, delivery(0), delivery(301), delivery(0, 'user_2'))).toEqual([
    'unrecognized',
    'rejected',
    'rejected',
  ])
  expect(asked.mock.calls.map(([url]) => url)).toEqual(['https://rest.fal.ai/.well-known/jwks.json'])
})

test('the sender that signs nothing', async () => {
  const { renderer } = await load<{ renderer: Make }>('docs/custom-providers/unsigned.ts')
  const url = 'https://example.com/webhooks/renderer'
  const signed = (job: string) => signCallbackUrl(url, { secret: SECRET, context: { job } })
  const body = { id: '1', state: 'completed' }
  const deliveries = [
    post(url, body),
    post(await signed('a'), body),
    post(await signed('a'), body),
    post(await signed('b'), body),
  ]
  expect(await kindsOf(renderer(SECRET), ...deliveries)).toEqual([
    'rejected',
    'processed',
    'duplicate',
    'processed',
  ])
})

test('the sender that checks the URL first', async () => {
  const { asksFirst } = await load<{ asksFirst: Make }>('docs/custom-providers/asks-first.ts')
  const url = await signCallbackUrl('https://example.com/webhooks/asks-first', { secret: SECRET })
  const deliveries = [
    { ...post(url, {}), method: 'OPTIONS' },
    post(url, { challenge: 'abc-123' }),
    post('/webhooks/asks-first', { challenge: 'abc-123' }),
    post(url, { challenge: '<script>' }),
    post(url, { task_id: 't_1', status: 'success' }),
  ]
  expect(await kindsOf(asksFirst(SECRET), ...deliveries)).toEqual([
    'handshake',
    'handshake',
    'rejected',
    'rejected',
    'processed',
  ])
})
