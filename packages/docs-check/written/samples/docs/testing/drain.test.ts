import { createReceiver, jogg } from '@vidhook/core'
import { joggDelivery } from '@vidhook/core/testing'
import { expect, test } from 'vitest'

test('the chat is told after the answer', async () => {
  const told: string[] = []
  const tellChat = async (name: string) => void told.push(name)
  const receiver = createReceiver(jogg({ secret: 'whsec_test' }), {
    log: false,
    on: { generated_image_success: (event, context) => context.waitUntil(tellChat(event.event)) },
  })
  await receiver.receive(await joggDelivery('generated_image_success', { secret: 'whsec_test' }))
  expect(await receiver.drain({ timeoutMs: 1_000 })).toBe(true)
  expect(told).toEqual(['generated_image_success'])
})
