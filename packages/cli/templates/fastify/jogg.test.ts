import { joggDelivery } from '@vidhook/core/testing'
import { fastify } from 'fastify'
import { afterAll, expect, test } from 'vitest'
import { joggWebhooks } from './jogg.js'

const secret = 'whsec_of_the_test'
const app = fastify()
app.register(joggWebhooks, { secret })
const origin = app.listen({ port: 0, host: '127.0.0.1' })
afterAll(() => void app.close())

/** A new event with every call, signed with a secret. */
async function signedWith(key: string) {
  return joggDelivery('generated_avatar_video_success', { secret: key, url: `${await origin}/webhooks/jogg` })
}

test('a genuine delivery is processed', async () => {
  const delivery = await signedWith(secret)
  const response = await fetch(delivery.url, delivery)
  expect(response.status).toBe(200)
  expect(await response.text()).toBe('{"outcome":"processed"}')
})

test('a repeat is acknowledged and runs no handler again', async () => {
  const delivery = await signedWith(secret)
  await fetch(delivery.url, delivery)
  const repeat = await fetch(delivery.url, delivery)
  expect(await repeat.text()).toBe('{"outcome":"duplicate"}')
})

test('a forgery is refused', async () => {
  const delivery = await signedWith('another secret')
  const response = await fetch(delivery.url, delivery)
  expect(response.status).toBe(401)
})
