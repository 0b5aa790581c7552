import { senderDelivery } from '@vidhook/providers/testing'
import { describe, expect, test } from 'vitest'
import { useListen } from './listen-process.js'

const listen = useListen()

const secret = 'a secret of the tests'
const env = { MUX_WEBHOOK_SECRET: secret, MINIMAX_CALLBACK_SECRET: secret, HEYGEN_WEBHOOK_SECRET: secret }

const at = (url: string, path: string) => new URL(path, url).href

describe('vidhook listen, for senders of @vidhook/providers,', () => {
  test('verifies at the path of the sender', async () => {
    const { url, next } = await listen.start([], env)
    const sent = await senderDelivery('mux', 'video.asset.ready', {
      secret,
      url: at(url, '/webhooks/mux'),
      event: { id: 'event_1' },
    })
    const response = await fetch(sent.url, sent)
    expect(await response.json()).toEqual({ outcome: 'processed' })
    expect(await next()).toMatchObject({
      provider: 'mux',
      verified: true,
      eventName: 'video.asset.ready',
      identity: 'event_1:video.asset.ready',
      outcome: 'processed',
    })
    await fetch(sent.url, { ...sent, body: '{"id":"event_1","type":"video.asset.ready"}' })
    expect(await next()).toMatchObject({
      provider: 'mux',
      verified: false,
      reason: 'signature_mismatch',
      eventName: 'video.asset.ready',
      claimed: true,
      status: 401,
    })
  })

  test('knows a sender by its header at any path', async () => {
    const { url, next } = await listen.start([], env)
    const sent = await senderDelivery('mux', 'video.asset.ready', { secret, url: at(url, '/any/path') })
    await fetch(sent.url, sent)
    expect(await next()).toMatchObject({ provider: 'mux', verified: true, outcome: 'processed' })
  })

  test('without a secret shows what came, as not verified', async () => {
    const { url, next, output } = await listen.start([], env)
    const sent = await senderDelivery('synthesia', 'video.completed', {
      secret,
      url: at(url, '/webhooks/synthesia'),
    })
    await fetch(sent.url, sent)
    expect(await next()).toMatchObject({
      provider: 'synthesia',
      verified: false,
      reason: 'no_secret',
      eventName: 'video.completed',
      outcome: 'processed',
    })
    expect(output()).not.toContain(secret)
  })

  test('answers a check of the URL', async () => {
    const { url, next } = await listen.start([], env)
    const asked = await fetch(at(url, '/webhooks/heygen'), { method: 'OPTIONS' })
    expect(asked.status).toBe(200)
    expect(await next()).toMatchObject({ provider: 'heygen', outcome: 'handshake', verified: false })
    const body = '{"challenge":"9f86d081"}'
    const { url: signed, headers } = await senderDelivery('minimax', 'success', {
      secret,
      url: at(url, '/webhooks/minimax'),
    })
    const challenged = await fetch(signed, { method: 'POST', headers, body })
    expect(await challenged.json()).toEqual({ challenge: '9f86d081' })
    expect(await next()).toMatchObject({ provider: 'minimax', outcome: 'handshake', verified: true })
  })

  test('in the terminal names the sender, and the variable of its secret', async () => {
    const { output } = listen.spawn(['--port', '0'], env)
    const url = await output.until(/Deliveries +(http:\S+)/)
    const sent = await senderDelivery('luma', 'completed', { secret, url: at(url, '/webhooks/luma') })
    await fetch(sent.url, sent)
    await output.until(/(not verified: no secret \(LUMA_CALLBACK_SECRET\))/)
    await output.until(/(POST \/webhooks\/luma\S*, Luma\n)/)
  })
})
