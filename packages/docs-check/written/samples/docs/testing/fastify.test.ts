import { hooxDelivery } from '@vidhook/core/testing'
import { hooxWebhook } from '@vidhook/fastify'
import Fastify from 'fastify'
import { expect, test } from 'vitest'

const callbackSecret = 'callback_test'

test('the handler gets what the signed URL carries', async () => {
  const users: unknown[] = []
  const app = Fastify()
  await app.register(hooxWebhook, {
    callbackSecret,
    log: false,
    on: { 'video_export.failed': (_event, context) => void users.push(context.callback?.userId) },
  })

  const delivery = await hooxDelivery('video_export.failed', { callbackSecret, context: { userId: 'u_42' } })
  const { pathname, search } = new URL(delivery.url)
  const response = await app.inject({
    method: 'POST',
    url: pathname + search,
    headers: delivery.headers,
    payload: Buffer.from(delivery.body),
  })

  expect(response.json()).toEqual({ outcome: 'processed' })
  expect(users).toEqual(['u_42'])
  await app.close()
})
