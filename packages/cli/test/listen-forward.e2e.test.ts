import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { joggDelivery } from '@vidhook/core/testing'
import { describe, expect, test } from 'vitest'
import { closeServer, startApp } from './listen-app.js'
import { secret, send, useListen } from './listen-process.js'

const listen = useListen()

describe('vidhook listen --forward', () => {
  test('passes on the raw bytes and the headers, and answers with what the application answered', async () => {
    const app = await startApp(listen.later, (_request, response) => {
      response.writeHead(202, ['X-App', 'one', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'])
      response.end('taken')
    })
    const listening = await listen.start(['--forward', app.url])
    const body = Buffer.from([...Buffer.from('{ "event" :\t"é",\r\n"event_id":"1" }\n'), 0xff, 0x00])
    const answer = await sendRaw(`${listening.url}/webhooks/jogg?a=b%20c`, body, [
      ['Content-Type', 'application/json'],
      ['X-Twice', 'first'],
      ['X-Twice', 'second'],
      ['X-Webhook-Signature', 'abc'],
    ])

    expect(answer.statusCode).toBe(202)
    expect(answer.headers).toMatchObject({ 'x-app': 'one', 'set-cookie': ['a=1', 'b=2'] })
    expect(await text(answer)).toBe('taken')
    const [got] = app.requests
    expect(got?.url).toBe('/webhooks/jogg?a=b%20c')
    expect(got?.body.equals(body)).toBe(true)
    expect(got?.rawHeaders).toEqual(expect.arrayContaining(['X-Twice', 'first', 'X-Twice', 'second']))
    expect(got?.host).toBe(new URL(app.url).host)
    expect(await listening.next()).toMatchObject({
      outcome: 'rejected',
      code: 'unauthenticated',
      status: 202,
      app: { status: 202 },
    })
  })

  test('brings everything to the path that it is given', async () => {
    const app = await startApp(listen.later, (_request, response) => response.end())
    const listening = await listen.start(['--forward', `${app.url}/hooks/all?from=vidhook`])
    await fetch(`${listening.url}/webhooks/jogg?b=2`, { method: 'POST' })
    expect(app.requests[0]?.url).toBe('/hooks/all?from=vidhook&b=2')
  })

  test('takes what the application refuses for failed, and the repeat that it accepts for processed', async () => {
    let status = 500
    const app = await startApp(listen.later, (_request, response) => {
      response.writeHead(status)
      response.end()
    })
    const listening = await listen.start(['--forward', app.url])
    const delivery = await joggDelivery('generated_image_success', { secret, url: listening.url })
    expect((await send(delivery)).status).toBe(500)
    status = 200
    expect((await send(delivery)).status).toBe(200)
    expect((await send(delivery)).status).toBe(200)
    const lines = [await listening.next(), await listening.next(), await listening.next()]
    expect(lines.map(({ outcome }) => outcome)).toEqual(['failed', 'processed', 'duplicate'])
    expect(app.requests).toHaveLength(3)
  })

  test('answers 502 when nobody listens there, and says so', async () => {
    const app = await startApp(listen.later, () => {})
    await closeServer(app.server)
    const listening = await listen.start(['--forward', app.url])
    const response = await send(await joggDelivery('generated_image_success', { secret, url: listening.url }))
    expect(response.status).toBe(502)
    expect(await listening.next()).toMatchObject({
      outcome: 'failed',
      status: 502,
      app: { kind: 'unreachable', error: 'ECONNREFUSED: nothing listens there' },
    })
  })

  test('ends at once on Ctrl-C although the application has not answered, and keeps what it had', async () => {
    const app = await startApp(listen.later, () => {})
    const reached = once(app.server, 'request')
    const listening = await listen.start(['--forward', app.url])
    const answer = send(await joggDelivery('generated_image_success', { secret, url: listening.url }))
    await reached
    expect(await listening.stop()).toBe(0)
    expect((await answer).status).toBe(502)
    expect(await readFile(listening.file, 'utf8')).toContain('vidhook listen was ended first')
  })

  test('refuses to pass deliveries on to itself', async () => {
    const listening = await listen.start()
    const { port } = new URL(listening.url)
    await listening.stop()
    const { code, stderr } = await listen.runToEnd([
      '--port',
      port,
      '--forward',
      `http://localhost:${port}/webhooks/jogg`,
    ])
    expect(code).toBe(2)
    expect(stderr).toContain('--forward is the address of vidhook listen itself')
  })
})

/** Header for header as they are given: fetch would join the repeated ones. */
function sendRaw(
  url: string,
  body: Buffer,
  headers: readonly (readonly [string, string])[],
): Promise<IncomingMessage> {
  const { host } = new URL(url)
  return new Promise((resolve, reject) => {
    const flat = [['Host', host], ...headers, ['Content-Length', String(body.byteLength)]].flat()
    httpRequest(url, { method: 'POST', headers: flat }, resolve).once('error', reject).end(body)
  })
}
