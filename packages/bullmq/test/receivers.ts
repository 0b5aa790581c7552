import type { JoggEvents } from '@vidhook/core'
import { createReceiver, jogg, type ReceiverOptions } from '@vidhook/core'
import { joggDelivery } from '@vidhook/core/testing'
import type { BullmqInbox } from '../src/index.js'

const SECRET = 'whsec_test'
export const NAME = 'generated_avatar_video_success'

/** JoggAI's receiver, of a web process or a worker. */
export function joggReceiver(options: ReceiverOptions<JoggEvents> = {}) {
  return createReceiver(jogg({ secret: SECRET }), { log: false, storeTimeoutMs: 10_000, ...options })
}

/** Delivers an event into the inbox. Resolves to its outcome's kind. */
export async function deliver(inbox: BullmqInbox, options: object = {}): Promise<string> {
  const receiver = joggReceiver({ inbox, retentionMs: 60_000 })
  return (await receiver.receive(await joggDelivery(NAME, { secret: SECRET, ...options }))).kind
}
