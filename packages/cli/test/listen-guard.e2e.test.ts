import { request as httpRequest, type IncomingMessage } from 'node:http'
import { joggDelivery } from '@vidhook/core/testing'
import { describe, expect, test } from 'vitest'
import { type Listening, secret, send, useListen } from './listen-process.js'

const listen = useListen()

describe('the inspector is closed to', () => {
  const ask = (url: string, headers: Readonly<Record<string, string>>, method = 'GET') =>
    new Promise<IncomingMessage>((resolve, reject) => {
      httpRequest(url, { headers, method }, resolve).once('error', reject).end()
    })
  const tokenOf = async ({ inspector }: Listening) =>
    /name="vidhook-token" content="([^"]+)"/.exec(await (await fetch(inspector)).text())?.[1] ?? ''

  test('a site whose name was made to resolve to this machine', async () => {
    const { inspector } = await listen.start()
    for (const path of ['/', '/api/deliveries', '/api/export', '/api/live', '/page.js']) {
      const response = await ask(`${inspector}${path}`, { host: 'evil.example' })
      expect(response.statusCode).toBe(421)
      response.resume()
    }
  })

  test('a replay that the page did not ask for', async () => {
    const listening = await listen.start()
    await send(await joggDelivery('generated_image_success', { secret, url: listening.url }))
    await listening.next()
    const replay = `${listening.inspector}/api/deliveries/1/replay`
    const token = await tokenOf(listening)
    const refused = [
      {},
      { 'x-vidhook-token': 'wrong' },
      { 'x-vidhook-token': token, origin: 'https://evil.example' },
      { 'x-vidhook-token': token, origin: 'null' },
    ]
    for (const headers of refused) {
      const response = await ask(replay, headers, 'POST')
      expect(response.statusCode).toBe(403)
      response.resume()
    }
    const allowed = await ask(replay, { 'x-vidhook-token': token, origin: listening.inspector }, 'POST')
    expect(allowed.statusCode).toBe(201)
    allowed.resume()
    expect(await listening.next()).toMatchObject({
      id: 2,
      origin: { kind: 'replayed', of: 1 },
      outcome: 'duplicate',
    })
  })

  test('clearing, and a sample, that the page did not ask for', async () => {
    const { inspector } = await listen.start()
    for (const [method, path] of [
      ['DELETE', '/api/deliveries'],
      ['POST', '/api/samples'],
    ] as const) {
      const response = await ask(`${inspector}${path}`, { 'x-vidhook-token': 'wrong' }, method)
      expect(response.statusCode).toBe(403)
      response.resume()
    }
  })

  test('scripts, frames and other sources, by its headers', async () => {
    const { inspector } = await listen.start()
    const { headers } = await fetch(inspector)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })

  test('a port that a tunnel leads to: deliveries have one of their own', async () => {
    const { url, inspector } = await listen.start()
    expect(new URL(url).port).not.toBe(new URL(inspector).port)
    for (const path of ['/', '/api/deliveries']) expect((await fetch(`${url}${path}`)).status).toBe(405)
  })
})
