import { createHmac } from 'node:crypto'
import { createReceiver, type Delivery, type EventMap, type Provider, signCallbackUrl } from '@vidhook/core'
import { describe, expect, test, vi } from 'vitest'
import { cloudflareStream, creatify, heygen, luma, minimax, syncSo, synthesia, tavus } from '../src/index.js'
import { type SenderTestDelivery, senderDelivery } from '../src/testing.js'

const secret = 'the secret'
const hmac = (message: string) => createHmac('sha256', secret).update(message).digest('hex')

async function outcomesOf(provider: Provider, ...deliveries: readonly Delivery[]) {
  const names: string[] = []
  const receiver = createReceiver<EventMap>(provider, {
    log: false,
    on: { '*': (_, { eventName }) => names.push(eventName) },
  })
  const outcomes = []
  for (const delivery of deliveries) outcomes.push(await receiver.receive(delivery))
  return { outcomes, kinds: outcomes.map(({ kind }) => kind), names }
}

const changed = (delivery: SenderTestDelivery, event: object): Delivery => ({
  ...delivery,
  body: JSON.stringify({ ...JSON.parse(new TextDecoder().decode(delivery.body)), ...event }),
})

describe('HeyGen', () => {
  test('is answered when it checks the URL with OPTIONS, and with nothing else', async () => {
    const ask = (method: string): Delivery => ({ method, url: '/webhooks/heygen', headers: {}, body: '' })
    const { outcomes } = await outcomesOf(heygen({ secret }), ask('OPTIONS'), ask('GET'))
    expect(outcomes).toMatchObject([{ kind: 'handshake', status: 200 }, { status: 405 }])
  })

  test('may sign in the header of its v3 endpoints, with digits of either case', async () => {
    const body = '{"event_type":"avatar_video.success","event_data":{"video_id":"v1"}}'
    const headers = (signature: string) => ({
      'content-type': 'application/json',
      'heygen-signature': signature,
    })
    const sent = { method: 'POST', url: '/webhooks/heygen', body }
    const { kinds } = await outcomesOf(
      heygen({ secret }),
      { ...sent, headers: headers(hmac(body).toUpperCase()) },
      { ...sent, headers: headers(hmac(`${body} `)) },
    )
    expect(kinds).toEqual(['processed', 'rejected'])
  })

  test('has events without a video, which their data identifies', async () => {
    const sent = (group_id: string) =>
      senderDelivery('heygen', 'photo_avatar_train.success', { secret, event: { event_data: { group_id } } })
    const { kinds } = await outcomesOf(heygen({ secret }), await sent('1'), await sent('2'), await sent('1'))
    expect(kinds).toEqual(['processed', 'processed', 'duplicate'])
  })
})

test('Synthesia may sign all tries of ten minutes with the time of the event', async () => {
  const timestamp = Math.floor(Date.now() / 1000) - 11 * 60
  const sent = await senderDelivery('synthesia', 'video.completed', { secret, timestamp })
  expect((await outcomesOf(synthesia({ secret }), sent)).kinds).toEqual(['processed'])
})

test("sync.so's timestamp may be in milliseconds", async () => {
  const body = '{"id":"1","status":"COMPLETED"}'
  const sent = (timestamp: number): Delivery => ({
    method: 'POST',
    url: '/webhooks/sync-so',
    headers: {
      'content-type': 'application/json',
      'sync-signature': `t=${timestamp},v1=${hmac(`${timestamp}.${body}`)}`,
    },
    body,
  })
  const { kinds } = await outcomesOf(syncSo({ secret }), sent(Date.now()), sent(Date.now() - 10 * 60 * 1000))
  expect(kinds).toEqual(['processed', 'rejected'])
})

test('Cloudflare may say that a video is ready before all of its qualities are', async () => {
  const sent = (pctComplete: string) =>
    senderDelivery('cloudflare-stream', 'ready', {
      secret,
      event: { uid: 'v1', status: { state: 'ready', pctComplete } },
    })
  const { kinds } = await outcomesOf(
    cloudflareStream({ secret }),
    await sent('40.000000'),
    await sent('100.000000'),
    await sent('100.000000'),
  )
  expect(kinds).toEqual(['processed', 'processed', 'duplicate'])
})

test('Creatify may render a job again, with another video', async () => {
  const sent = (output: string) =>
    senderDelivery('creatify', 'done', { secret, event: { id: 'job_1', output } })
  const { kinds } = await outcomesOf(
    creatify({ callbackSecret: secret }),
    await sent('https://example.com/1.mp4'),
    await sent('https://example.com/2.mp4'),
    await sent('https://example.com/2.mp4'),
  )
  expect(kinds).toEqual(['processed', 'processed', 'duplicate'])
})

describe('MiniMax', () => {
  const provider = minimax({ callbackSecret: secret })
  const ask = async (url: string): Promise<Delivery> => ({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json' },
    body: '{"challenge":"9f86d081"}',
  })

  test('gets its challenge back at a signed URL, and at no other', async () => {
    const url = 'http://localhost/webhooks/minimax'
    const signed = await signCallbackUrl(url, { secret })
    const { outcomes } = await outcomesOf(provider, await ask(signed), await ask(url))
    expect(outcomes).toMatchObject([{ kind: 'handshake', status: 200 }, { status: 401 }])
    expect(outcomes[0]?.body).toBe('{"challenge":"9f86d081"}')
    expect(outcomes[1]?.body).not.toContain('9f86d081')
  })

  test('may spell a status as in its API for queries', async () => {
    const sent = await senderDelivery('minimax', 'success', { secret })
    const spelled = ['Preparing', 'Queueing', 'Processing', 'Success', 'Fail']
    const { names } = await outcomesOf(provider, ...spelled.map((status) => changed(sent, { status })))
    expect(names).toEqual(['preparing', 'queueing', 'processing', 'success', 'failed'])
  })
})

test('two events of a conversation at different times are two events', async () => {
  const sent = (timestamp: string) =>
    senderDelivery('tavus', 'system.shutdown', { secret, event: { conversation_id: 'c1', timestamp } })
  const { kinds } = await outcomesOf(
    tavus({ callbackSecret: secret }),
    await sent('2026-01-01'),
    await sent('2026-01-02'),
    await sent('2026-01-02'),
  )
  expect(kinds).toEqual(['processed', 'processed', 'duplicate'])
})

test('what a signed URL says reaches the handler', async () => {
  const handler = vi.fn()
  const receiver = createReceiver(luma({ callbackSecret: secret }), {
    log: false,
    on: { completed: ({ assets }, { callback }) => handler(assets.video, callback) },
  })
  await receiver.receive(await senderDelivery('luma', 'completed', { secret, context: { user: 'u_42' } }))
  expect(handler.mock.calls).toEqual([['https://example.com/video.mp4', { user: 'u_42' }]])
})
