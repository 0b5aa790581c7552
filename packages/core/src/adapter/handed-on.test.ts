import { EventEmitter } from 'node:events'
import { createServer, IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { hoox, jogg } from '../index.js'
import { SECRET, testReceiver } from '../testing/test-receiver.js'
import { watchHandedOn } from './node.js'

let close: () => void = () => {}
afterEach(() => close())

/** A server that answers requests that the middleware hands on with `status`, and the receiver's log. */
async function host(
  provider: Parameters<typeof testReceiver>[0],
  answer: (response: ServerResponse) => void,
) {
  const { receiver, log } = testReceiver(provider)
  const watch = watchHandedOn(receiver, () => '/owned')
  const server = createServer((request, response) => {
    watch(request, response)
    answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  close = () => server.close()
  const { port } = server.address() as AddressInfo
  const post = (path: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body: '{}' })
  return { post, handedOn: () => log.lines.filter((line) => line.fields.code === 'delivery_handed_on') }
}

const signature = { 'X-Webhook-Signature': 'x' }
const notFound = (response: ServerResponse) => void response.writeHead(404).end()

test('a delivery to another path that is answered 404 is warned of once, with both paths and without the query', async () => {
  const { post, handedOn } = await host(jogg({ secret: SECRET }), notFound)
  await post('/elsewhere?vidhook=token', signature)
  await post('/elsewhere', signature)
  expect(handedOn()).toEqual([
    {
      level: 'warn',
      fields: { provider: 'jogg', code: 'delivery_handed_on', path: '/elsewhere', ownedPath: '/owned' },
      message: expect.stringMatching(
        /sent to \/elsewhere, but the webhook is at \/owned\..*"path".*#delivery_handed_on$/,
      ),
    },
  ])
})

test('deliveries that come at the same time cause one warning', async () => {
  const { post, handedOn } = await host(jogg({ secret: SECRET }), notFound)
  await Promise.all(Array.from({ length: 5 }, () => post('/elsewhere', signature)))
  expect(handedOn()).toHaveLength(1)
})

test('a delivery that another route takes causes no warning, whatever its status', async () => {
  for (const status of [200, 401, 500]) {
    const { post, handedOn } = await host(
      jogg({ secret: SECRET }),
      (response) => void response.writeHead(status).end(),
    )
    await post('/elsewhere', signature)
    expect(handedOn()).toEqual([])
    close()
  }
})

test("a request that does not resemble the provider's delivery causes no warning", async () => {
  const { post, handedOn } = await host(hoox({ callbackSecret: 'x' }), notFound)
  await post('/elsewhere')
  await post('/elsewhere', signature)
  expect(handedOn()).toEqual([])
  await post('/elsewhere', { 'X-Hoox-Webhook': 'true' })
  expect(handedOn()).toHaveLength(1)
})

test('many webhooks that pass one request on leave one listener on its response, and each is warned of', () => {
  const response = Object.assign(new EventEmitter(), { statusCode: 404 }) as unknown as ServerResponse
  const request = Object.assign(new IncomingMessage(new Socket()), {
    headers: { 'x-webhook-signature': 'x' },
    url: '/elsewhere',
  })
  const logs = Array.from({ length: 12 }, (_, index) => {
    const { receiver, log } = testReceiver(jogg({ secret: SECRET }))
    watchHandedOn(receiver, () => `/owned/${index}`)(request, response)
    return log
  })
  expect(response.listenerCount('finish')).toBe(1)
  response.emit('finish')
  for (const log of logs) expect(log.messages('warn').join()).toContain('was answered 404')
})
