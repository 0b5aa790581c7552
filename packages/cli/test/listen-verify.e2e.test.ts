import { connect } from 'node:net'
import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { describe, expect, test } from 'vitest'
import { hooxSecret, secret, send, useListen } from './listen-process.js'

const listen = useListen()

describe('vidhook listen verifies', () => {
  test("a delivery that is signed with the endpoint's secret", async () => {
    const listening = await listen.start()
    const response = await send(
      await joggDelivery('generated_script_success', { secret, url: listening.url, event_id: 'evt_1' }),
    )
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ outcome: 'processed' })
    expect(await listening.next()).toMatchObject({
      type: 'delivery',
      id: 1,
      provider: 'jogg',
      verified: true,
      eventName: 'generated_script_success',
      identity: 'evt_1',
      deviations: [],
      outcome: 'processed',
      status: 200,
    })
  })

  test('an event with fields of another form as processed, and names the fields', async () => {
    const listening = await listen.start()
    const data: object = { video_id: 'v1', duration: 'thirty', cover_url: null, error: [] }
    await send(
      await joggDelivery('generated_avatar_video_failed', {
        secret,
        url: listening.url,
        body: JSON.stringify({
          event_id: 'evt_1',
          event: 'generated_avatar_video_failed',
          timestamp: '1',
          data,
        }),
      }),
    )
    expect(await listening.next()).toMatchObject({
      outcome: 'processed',
      deviations: [
        { field: 'timestamp', found: 'string' },
        { field: 'data.error', found: 'array' },
      ],
      event: { data },
    })
  })

  test("Hoox's assets, and a generation without its task by its result", async () => {
    const listening = await listen.start()
    const deliver = (body?: string) =>
      hooxDelivery('asset_generation.completed', { callbackSecret: hooxSecret, url: listening.url, body })
    await send(await deliver())
    expect(await listening.next()).toMatchObject({
      eventName: 'asset_generation.completed',
      identity: expect.stringMatching(/^asset_generation:asset_.+:completed@[0-9a-f]{32}$/),
      outcome: 'processed',
    })
    const older = '{"job_id":"run_1","status":"completed","result":{"video_id":"video_1"}}'
    await send(await deliver(older))
    expect(await listening.next()).toMatchObject({ eventName: 'video_generate.completed' })
    await send(await hooxDelivery('video_generate.completed', { url: listening.url, body: older }))
    expect(await listening.next()).toMatchObject({
      outcome: 'rejected',
      eventName: 'video_generate.completed',
      claimed: true,
    })
  })

  test('and says why a forged one is not', async () => {
    const listening = await listen.start()
    const response = await send(
      await joggDelivery('generated_script_success', { secret: 'another', url: listening.url }),
    )
    expect(response.status).toBe(401)
    expect(await listening.next()).toMatchObject({
      verified: false,
      reason: 'signature_mismatch',
      outcome: 'rejected',
      code: 'unauthenticated',
      eventName: 'generated_script_success',
      claimed: true,
    })
  })

  test('a Hoox delivery by the proof in its URL, at / and at its own path', async () => {
    const listening = await listen.start()
    for (const path of ['/', '/webhooks/hoox']) {
      const url = `${listening.url}${path}`
      await send(await hooxDelivery('video_export.completed', { callbackSecret: hooxSecret, url }))
      expect(await listening.next()).toMatchObject({ provider: 'hoox', verified: true, outcome: 'processed' })
      await send(await hooxDelivery('video_export.completed', { url }))
      expect(await listening.next()).toMatchObject({ verified: false, reason: 'callback_missing' })
    }
  })

  test('nothing without a secret, and shows everything all the same', async () => {
    const listening = await listen.start([], {})
    await send(await joggDelivery('create_avatar_failed', { secret: 'any', url: listening.url }))
    expect(await listening.next()).toMatchObject({
      verified: false,
      reason: 'no_secret',
      eventName: 'create_avatar_failed',
      outcome: 'processed',
    })
  })

  test('by the path what has lost its header, and says so of what has neither', async () => {
    const listening = await listen.start()
    const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
    await fetch(`${listening.url}/webhooks/jogg`, json)
    expect(await listening.next()).toMatchObject({ provider: 'jogg', reason: 'signature_missing' })
    await fetch(listening.url, json)
    expect(await listening.next()).toMatchObject({
      provider: 'unknown',
      reason: 'sender_unknown',
      status: 401,
    })
  })

  test('a repeat as a duplicate, and an unknown event or none as unrecognized', async () => {
    const listening = await listen.start()
    const delivery = await joggDelivery('generated_image_success', { secret, url: listening.url })
    await send(delivery)
    await send(delivery)
    await send(await joggDelivery('generated_hologram_success', { secret, url: listening.url }))
    await send(await joggDelivery('generated_image_success', { secret, url: listening.url, body: 'null' }))
    const outcomes = []
    for (let count = 0; count < 4; count++) outcomes.push((await listening.next()).outcome)
    expect(outcomes).toEqual(['processed', 'duplicate', 'unrecognized', 'unrecognized'])
  })

  test('and shows requests that are no deliveries: a browser, a body that is too large, one that breaks off', async () => {
    const listening = await listen.start()
    expect((await fetch(`${listening.url}/favicon.ico`)).status).toBe(405)
    expect(await listening.next()).toMatchObject({
      method: 'GET',
      path: '/favicon.ico',
      code: 'method_not_allowed',
    })

    const large = await joggDelivery('generated_image_success', {
      secret,
      url: listening.url,
      body: JSON.stringify('x'.repeat(1_100_000)),
    })
    expect((await send(large)).status).toBe(413)
    expect(await listening.next()).toMatchObject({ code: 'body_too_large', status: 413 })

    const { port } = new URL(listening.url)
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.end(
        'POST /webhooks/jogg HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"half',
      )
    })
    expect(await listening.next()).toMatchObject({ code: 'body_incomplete' })
  })
})
