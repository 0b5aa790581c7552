import { createServer } from 'node:http'
import { listen, SECRET } from '@vidhook/adapter-suite'
import { createReceiver, defineProvider, handshake, jogg } from '@vidhook/core'
import { joggDelivery } from '@vidhook/core/testing'
import { webhook } from '@vidhook/next'
import { type ApiHandler, webhook as pagesWebhook } from '@vidhook/next/pages'
import { describe, expect, onTestFinished, test, vi } from 'vitest'

const NAME = 'generated_script_success'
const PROCESSED = { status: 200, text: '{"outcome":"processed"}' }
const DUPLICATE = { status: 200, text: '{"outcome":"duplicate"}' }
const ERROR = new TypeError(
  'webhook() was given a receiver, and options for making one: log, on. Give them to createReceiver().',
)

function receiverWith(handler: () => void) {
  return createReceiver(jogg({ secret: SECRET }), { log: false, on: { [NAME]: handler } })
}

/** A sender that asks with OPTIONS whether the URL is ours. */
const asksFirst = defineProvider({
  name: 'asks-first',
  timeoutMs: 5_000,
  events: {},
  authenticate: () => ({ ok: true }),
  handshake: handshake(({ method }) => (method === 'OPTIONS' ? {} : undefined)),
  identify: () => ({ kind: 'unidentified', reason: 'It sends no events.' }),
})
const GREETED = { status: 200, text: '{"outcome":"handshake"}' }

async function read(response: Response) {
  return { status: response.status, text: await response.text() }
}

describe('a receiver in app/', () => {
  test('has its handlers run, and remembers an event for two routes', async () => {
    const handler = vi.fn()
    const receiver = receiverWith(handler)
    const delivery = await joggDelivery(NAME, { secret: SECRET })
    const post = async (route: ReturnType<typeof webhook>) =>
      read(await route(new Request(delivery.url, delivery)))
    expect(await post(webhook(receiver))).toEqual(PROCESSED)
    expect(await post(webhook(receiver))).toEqual(DUPLICATE)
    expect(handler).toHaveBeenCalledOnce()
  })

  test('takes no options for making one: the error names them', async () => {
    const POST = webhook(
      receiverWith(() => {}),
      { log: false, on: {}, deadlineMs: undefined },
    )
    const delivery = await joggDelivery(NAME, { secret: SECRET })
    expect(() => POST(new Request(delivery.url, delivery))).toThrow(ERROR)
  })
})

describe('a handshake', () => {
  const options = { log: false } as const

  test('in app/ is answered by the route, exported as OPTIONS, too', async () => {
    const OPTIONS = webhook(asksFirst, options)
    const ask = (method: string) => OPTIONS(new Request('http://localhost/', { method })).then(read)
    expect(await ask('OPTIONS')).toEqual(GREETED)
    expect(await ask('GET')).toMatchObject({ status: 405 })
  })

  test('in pages/api is answered by the route', async () => {
    const { url, close } = await listen(createServer(pagesWebhook(asksFirst, options)))
    onTestFinished(close)
    expect(await read(await fetch(url, { method: 'OPTIONS' }))).toEqual(GREETED)
  })
})

describe('a receiver in pages/api', () => {
  async function serve(handler: ApiHandler): Promise<string> {
    const { url, close } = await listen(createServer(handler))
    onTestFinished(close)
    return url
  }

  test('has its handlers run, and remembers an event for two routes', async () => {
    const handler = vi.fn()
    const receiver = receiverWith(handler)
    const delivery = await joggDelivery(NAME, { secret: SECRET })
    const post = async (route: ApiHandler) => read(await fetch(await serve(route), delivery))
    expect(await post(pagesWebhook(receiver))).toEqual(PROCESSED)
    expect(await post(pagesWebhook(receiver))).toEqual(DUPLICATE)
    expect(handler).toHaveBeenCalledOnce()
  })

  test('takes no options for making one: the error names them', async () => {
    const options = { log: false, on: {}, deadlineMs: undefined } as const
    const answered = vi.fn<(error: unknown) => void>()
    const route = pagesWebhook(
      receiverWith(() => {}),
      options,
    )
    const url = await serve((request, response) =>
      route(request, response).catch((error: unknown) => {
        answered(error)
        response.end()
      }),
    )
    await fetch(url, { method: 'POST', body: '{}' })
    expect(answered).toHaveBeenCalledWith(ERROR)
  })
})
