import type { AddressInfo } from 'node:net'
import { joggDelivery } from '@vidhook/core/testing'
import { joggWebhook } from '@vidhook/express'
import express from 'express'
import { afterAll, expect, test } from 'vitest'

const secret = 'whsec_test'
const app = express()
app.use(joggWebhook(secret, { log: false, on: { generated_image_success: () => {} } }))
const server = app.listen(0)
afterAll(() => void server.close())

test('a signed delivery is processed', async () => {
  const { port } = server.address() as AddressInfo
  const url = `http://localhost:${port}/webhooks/jogg`
  const delivery = await joggDelivery('generated_image_success', { secret, url })
  const response = await fetch(delivery.url, delivery)
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({ outcome: 'processed' })
})
