import { http } from '@google-cloud/functions-framework'
import { getTestServer } from '@google-cloud/functions-framework/testing'
import { CALLBACK_SECRET, listen, SECRET } from '@vidhook/adapter-suite'
import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { hooxWebhook, joggWebhook } from '@vidhook/express'
import { afterEach, expect, test } from 'vitest'

const NAME = 'generated_script_success'
let close: (() => Promise<void>) | undefined
afterEach(() => close?.())

/** Google's server for functions, which Firebase uses too: it calls the function without `next`, for any path. */
async function deploy(name: string, handler: Parameters<typeof http>[1]): Promise<string> {
  http(name, handler)
  const server = await listen(getTestServer(name))
  close = server.close
  return server.url
}

test('a cloud function answers a delivery at its own URL, and below it', async () => {
  const url = await deploy('jogg', joggWebhook(SECRET, { log: false, on: { [NAME]: () => {} } }))
  for (const path of ['/', '/any/path']) {
    const delivery = await joggDelivery(NAME, { secret: SECRET, url: url + path })
    const response = await fetch(delivery.url, delivery)
    expect([response.status, await response.json()]).toEqual([200, { outcome: 'processed' }])
  }
})

test('a cloud function accepts a signed callback URL', async () => {
  const on = { 'video_export.failed': () => {} }
  const url = await deploy('hoox', hooxWebhook({ log: false, callbackSecret: CALLBACK_SECRET, on }))
  const delivery = await hooxDelivery('video_export.failed', {
    callbackSecret: CALLBACK_SECRET,
    url: `${url}/hoox`,
  })
  const response = await fetch(delivery.url, delivery)
  expect([response.status, await response.json()]).toEqual([200, { outcome: 'processed' }])
})

test('a cloud function that somebody opens in a browser says what it is for', async () => {
  const url = await deploy('opened', joggWebhook(SECRET, { log: false }))
  const response = await fetch(url)
  expect([response.status, await response.json()]).toMatchObject([
    405,
    { message: 'Webhooks are sent with POST.' },
  ])
})
