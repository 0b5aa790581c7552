import { joggDelivery } from '@vidhook/core/testing'
import { expect, test } from 'vitest'
import { joggWebhooks } from './jogg.js'

const secret = 'whsec_of_the_test'
const app = joggWebhooks(secret)

/** A new event with every call, signed with a secret. */
async function signedWith(key: string) {
  return joggDelivery('generated_avatar_video_success', {
    secret: key,
    url: 'http://localhost/webhooks/jogg',
  })
}

test('a genuine delivery is processed', async () => {
  const delivery = await signedWith(secret)
  const response = await app.request(delivery.url, delivery)
  expect(response.status).toBe(200)
  expect(await response.text()).toBe('{"outcome":"processed"}')
})

test('a repeat is acknowledged and runs no handler again', async () => {
  const delivery = await signedWith(secret)
  await app.request(delivery.url, delivery)
  const repeat = await app.request(delivery.url, delivery)
  expect(await repeat.text()).toBe('{"outcome":"duplicate"}')
})

test('a forgery is refused', async () => {
  const delivery = await signedWith('another secret')
  const response = await app.request(delivery.url, delivery)
  expect(response.status).toBe(401)
})
