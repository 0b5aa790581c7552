import { joggDelivery } from '@vidhook/core/testing'
import { joggWebhook } from '@vidhook/express'
import express from 'express'
import request from 'supertest'
import { test } from 'vitest'

const secret = 'whsec_test'
const app = express()
app.use(joggWebhook(secret, { log: false, on: { generated_image_success: () => {} } }))

test('a signed delivery is processed', async () => {
  const { headers, body } = await joggDelivery('generated_image_success', { secret })
  await request(app)
    .post('/webhooks/jogg')
    .set(headers)
    .send(new TextDecoder().decode(body))
    .expect(200, { outcome: 'processed' })
})
