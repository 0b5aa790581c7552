import { joggDelivery } from '@vidhook/core/testing'
import { joggWebhook } from '@vidhook/next'
import { expect, test } from 'vitest'

const secret = 'whsec_test'
const POST = joggWebhook(secret, { log: false, on: { generated_image_success: () => {} } })

test('a signed delivery is processed', async () => {
  const delivery = await joggDelivery('generated_image_success', { secret })
  const response = await POST(new Request(delivery.url, delivery))
  expect(response.status).toBe(200)
})

test('a forged one is not', async () => {
  const delivery = await joggDelivery('generated_image_success', { secret: 'a guess' })
  const response = await POST(new Request(delivery.url, delivery))
  expect(response.status).toBe(401)
})
