import { createServer } from 'node:http'
import { listen, SECRET } from '@vidhook/adapter-suite'
import { createReceiver, jogg } from '@vidhook/core'
import { joggDelivery } from '@vidhook/core/testing'
import { webhook } from '@vidhook/express'
import express from 'express'
import { expect, onTestFinished, test, vi } from 'vitest'

const NAME = 'generated_script_success'

async function serve(app: express.Express) {
  const { url, close } = await listen(createServer(app))
  onTestFinished(close)
  return async (path: string, event_id?: string) => {
    const delivery = await joggDelivery(NAME, { secret: SECRET, url: url + path, event_id })
    const response = await fetch(delivery.url, delivery)
    return { status: response.status, text: await response.text() }
  }
}

const PROCESSED = { status: 200, text: '{"outcome":"processed"}' }
const DUPLICATE = { status: 200, text: '{"outcome":"duplicate"}' }

test('a receiver is mounted like a provider: its handlers run, at the given path', async () => {
  const handler = vi.fn()
  const receiver = createReceiver(jogg({ secret: SECRET }), { log: false, on: { [NAME]: handler } })
  const middleware = webhook(receiver, { path: '/hooks/jogg' })
  const post = await serve(express().use(middleware))
  expect(middleware.receiver).toBe(receiver)
  expect(await post('/hooks/jogg')).toEqual(PROCESSED)
  expect(handler).toHaveBeenCalledOnce()
  expect(await post('/webhooks/jogg')).toMatchObject({ status: 404 })
})

test('one receiver at two paths remembers an event for both', async () => {
  const handler = vi.fn()
  const receiver = createReceiver(jogg({ secret: SECRET }), { log: false, on: { [NAME]: handler } })
  const post = await serve(
    express()
      .use('/old', webhook(receiver))
      .use(webhook(receiver, { path: '/new' })),
  )
  expect(await post('/old', 'evt_1')).toEqual(PROCESSED)
  expect(await post('/new', 'evt_1')).toEqual(DUPLICATE)
  expect(handler).toHaveBeenCalledOnce()
})

test('a receiver together with options for making one is an error that names the options', () => {
  const receiver = createReceiver(jogg({ secret: SECRET }), { log: false })
  expect(() => webhook(receiver, { path: '/hook', log: false, on: {}, deadlineMs: undefined })).toThrow(
    new TypeError(
      'webhook() was given a receiver, and options for making one: log, on. Give them to createReceiver().',
    ),
  )
})
