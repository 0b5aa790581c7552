import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { nodeDelivery, sendOutcome } from '../adapter/node.js'
import { createReceiver, hoox, jogg, webHandler } from '../index.js'
import { hooxDelivery, hooxSamples, joggDelivery, joggSamples, type TestDelivery } from './index.js'
import { SECRET, testReceiver } from './test-receiver.js'

const json = ({ body }: TestDelivery) => JSON.parse(new TextDecoder().decode(body))

describe('joggDelivery', () => {
  test('makes a different delivery every time, as JoggAI would', async () => {
    const one = await joggDelivery('generated_avatar_video_success', { secret: SECRET })
    const other = await joggDelivery('generated_avatar_video_success', { secret: SECRET })
    expect(json(one).event_id).toMatch(/^evt_/)
    expect(json(one).event_id).not.toBe(json(other).event_id)
    expect(Math.abs(json(one).timestamp - Date.now() / 1000)).toBeLessThan(5)
    expect(one).toMatchObject({
      method: 'POST',
      url: 'http://localhost/webhooks/jogg',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'JoggAI-Webhook/2.0',
        'x-webhook-event': 'generated_avatar_video_success',
        'x-webhook-signature': expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    })
  })

  test('uses the given fields', async () => {
    const delivery = await joggDelivery('generated_avatar_video_success', {
      secret: SECRET,
      url: new URL('https://example.com/hooks'),
      event_id: 'evt_1',
      timestamp: 7,
      data: { video_id: 'v1' },
      headers: { 'User-Agent': 'Test', 'x-more': '1' },
    })
    const sample = joggSamples.generated_avatar_video_success
    expect(json(delivery)).toEqual({
      event_id: 'evt_1',
      event: 'generated_avatar_video_success',
      timestamp: 7,
      data: { ...sample, video_id: 'v1' },
    })
    expect(delivery.url).toBe('https://example.com/hooks')
    expect(delivery.headers).toMatchObject({ 'user-agent': 'Test', 'x-more': '1' })
    expect(delivery.headers).not.toHaveProperty('User-Agent')
  })

  test('makes unknown events, even one with the name of a property of every object', async () => {
    for (const name of ['generated_hologram', 'constructor', '__proto__']) {
      const delivery = await joggDelivery(name, { secret: SECRET, data: { id: 7 } })
      expect(json(delivery)).toMatchObject({ event: name, data: { id: 7 } })
    }
  })

  test('signs an invalid body', async () => {
    const { receiver } = testReceiver(jogg({ secret: SECRET }))
    for (const body of ['{', new Uint8Array([0xff])]) {
      const delivery = await joggDelivery('any', { secret: SECRET, body })
      expect(await receiver.receive(delivery)).toMatchObject({ status: 400, code: 'body_not_json' })
    }
  })
})

describe('hooxDelivery', () => {
  test('makes a different delivery every time, as Hoox would', async () => {
    const one = await hooxDelivery('video_export.completed')
    const other = await hooxDelivery('video_export.completed')
    expect(json(one).job_id).not.toBe(json(other).job_id)
    expect(json(one)).toEqual({ ...hooxSamples['video_export.completed'], job_id: expect.any(String) })
    expect(one).toMatchObject({
      method: 'POST',
      url: 'http://localhost/webhooks/hoox',
      headers: { 'user-agent': 'Hoox-API/1.0', 'x-hoox-webhook': 'true', 'content-type': 'application/json' },
    })
  })

  test('signs its URL, with a context', async () => {
    const seen: unknown[] = []
    const { receiver } = testReceiver(hoox({ callbackSecret: 'c' }), {
      on: { avatar_edit: (_, context) => seen.push(context.callback) },
    })
    const delivery = await hooxDelivery('avatar_edit.failed', { callbackSecret: 'c', context: { user: 1 } })
    expect((await receiver.receive(delivery)).kind).toBe('processed')
    expect(seen).toEqual([{ user: 1 }])
  })

  test('signs a URL that expires, and one that has expired already', async () => {
    const { receiver, reports } = testReceiver(hoox({ callbackSecret: 'c' }))
    const expiring = (expiresAt: Date | number) =>
      hooxDelivery('avatar_edit.failed', { callbackSecret: 'c', expiresAt })
    expect((await receiver.receive(await expiring(new Date(Date.now() + 60_000)))).kind).toBe('ignored')
    for (const past of [Date.now() - 1, new Date(0), -1]) {
      expect((await receiver.receive(await expiring(past))).status).toBe(401)
      expect(reports.at(-1)?.reason).toBe('callback_expired')
    }
    await expect(expiring(Number.NaN)).rejects.toThrow(/expiresAt must be/)
  })

  test('uses the given fields, and makes unknown events', async () => {
    const known = await hooxDelivery('video_generate.failed', {
      event: { job_id: 'r', error: { code: 'E' } },
    })
    expect(json(known)).toEqual({
      task: 'video_generate',
      job_id: 'r',
      status: 'failed',
      error: { code: 'E' },
    })
    expect(json(await hooxDelivery('asset_create.completed', { event: { size: 1 } }))).toEqual({
      task: 'asset_create',
      status: 'completed',
      job_id: expect.any(String),
      size: 1,
    })
  })
})

describe('a test delivery fits', () => {
  const receiver = () => createReceiver(jogg({ secret: SECRET }), { log: false, on: { '*': () => {} } })
  const deliver = (url?: string) => joggDelivery('generated_script_success', { secret: SECRET, url })

  test('receive()', async () => {
    expect((await receiver().receive(await deliver())).kind).toBe('processed')
  })

  test('new Request()', async () => {
    const delivery = await deliver()
    expect((await webHandler(receiver())(new Request(delivery.url, delivery))).status).toBe(200)
  })

  test('fetch()', async () => {
    const one = receiver()
    const server = createServer(async (request, response) =>
      sendOutcome(response, await one.receive(nodeDelivery(request, 'Consumed.'))),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const delivery = await deliver(`http://127.0.0.1:${port}/hooks`)
    const response = await fetch(delivery.url, delivery)
    expect(await response.json()).toEqual({ outcome: 'processed' })
    await new Promise((resolve) => server.close(resolve))
  })
})
