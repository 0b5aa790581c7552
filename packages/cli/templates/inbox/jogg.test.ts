import { joggDelivery } from '@vidhook/core/testing'
import { expect, test } from 'vitest'
import { joggReceiver } from './jogg.js'

const secret = 'whsec_of_the_test'
const receiver = joggReceiver(secret)

/** A new event with every call, signed with a secret. */
async function signedWith(key: string) {
  return joggDelivery('generated_avatar_video_success', { secret: key })
}

test('a genuine delivery is processed', async () => {
  const outcome = await receiver.receive(await signedWith(secret))
  expect(outcome.kind).toBe('processed')
})

test('a repeat is acknowledged and runs no handler again', async () => {
  const delivery = await signedWith(secret)
  await receiver.receive(delivery)
  const repeat = await receiver.receive(delivery)
  expect(repeat.kind).toBe('duplicate')
})

test('a forgery is refused', async () => {
  const outcome = await receiver.receive(await signedWith('another secret'))
  expect(outcome.status).toBe(401)
})
