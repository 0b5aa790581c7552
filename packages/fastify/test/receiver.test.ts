import { SECRET } from '@vidhook/adapter-suite'
import { createReceiver, jogg } from '@vidhook/core'
import { joggDelivery } from '@vidhook/core/testing'
import { webhook } from '@vidhook/fastify'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { expect, onTestFinished, test, vi } from 'vitest'

const NAME = 'generated_script_success'

function host(options?: FastifyServerOptions): FastifyInstance {
  const app = fastify(options)
  onTestFinished(() => app.close())
  return app
}

async function post(app: FastifyInstance, path: string, event_id?: string) {
  const url = app.server.listening ? app.listeningOrigin : await app.listen({ port: 0, host: '127.0.0.1' })
  const delivery = await joggDelivery(NAME, { secret: SECRET, url: url + path, event_id })
  const response = await fetch(delivery.url, delivery)
  return { status: response.status, text: await response.text() }
}

const PROCESSED = { status: 200, text: '{"outcome":"processed"}' }
const DUPLICATE = { status: 200, text: '{"outcome":"duplicate"}' }

test('a receiver is mounted like a provider: its handlers run, at the given path', async () => {
  const handler = vi.fn()
  const receiver = createReceiver(jogg({ secret: SECRET }), { log: false, on: { [NAME]: handler } })
  const app = host().register(webhook(receiver, { path: '/hooks/jogg' }))
  expect(await post(app, '/hooks/jogg')).toEqual(PROCESSED)
  expect(handler).toHaveBeenCalledOnce()
  expect(await post(app, '/webhooks/jogg')).toMatchObject({ status: 404 })
})

test('one receiver at two paths remembers an event for both', async () => {
  const handler = vi.fn()
  const receiver = createReceiver(jogg({ secret: SECRET }), { log: false, on: { [NAME]: handler } })
  // The receiver keeps its own logger and limit.
  const app = host({ logger: { level: 'silent' }, bodyLimit: 1 })
    .register(webhook(receiver, { path: '/old' }))
    .register(webhook(receiver, { path: '/new' }))
  expect(await post(app, '/old', 'evt_1')).toEqual(PROCESSED)
  expect(await post(app, '/new', 'evt_1')).toEqual(DUPLICATE)
  expect(handler).toHaveBeenCalledOnce()
})

test('a receiver together with options for making one is an error that names the options', async () => {
  const receiver = createReceiver(jogg({ secret: SECRET }), { log: false })
  const plugin = webhook(receiver, { path: '/hook', log: false, on: {}, deadlineMs: undefined })
  await expect(host().register(plugin)).rejects.toThrow(
    new TypeError(
      'webhook() was given a receiver, and options for making one: log, on. Give them to createReceiver().',
    ),
  )
})
