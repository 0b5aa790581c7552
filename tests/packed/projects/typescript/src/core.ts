import { createServer } from 'node:http'
import {
  createReceiver,
  defineProvider,
  hoox,
  type JoggEventName,
  jogg,
  memoryStore,
  type Store,
  webHandler,
} from '@vidhook/core'
import { type LambdaHandler, lambdaHandler } from '@vidhook/core/lambda'
import { nodeDelivery, sendOutcome } from '@vidhook/core/node'
import { joggDelivery, storeContract } from '@vidhook/core/testing'
import * as z from 'zod'

export const store: Store = memoryStore({ maxEntries: 100 })

const receiver = createReceiver(jogg({ secret: () => process.env.JOGG_WEBHOOK_SECRET }), {
  store,
  on: {
    generated_avatar_video_success: ({ data }, context) =>
      context.log.info(data.video_url satisfies string | undefined),
    '*': (event) => void (event.event satisfies JoggEventName),
    // @ts-expect-error: JoggAI sends generated_avatar_video_failed
    generated_avatar_video_failled: () => {},
  },
})

// @ts-expect-error: Hoox sends video_export.failed
createReceiver(hoox()).on('video_export.failled', () => {})

export const handle: (request: Request) => Promise<Response> = webHandler(receiver)
export const lambda: LambdaHandler = lambdaHandler(receiver)

createServer(async (request, response) => {
  sendOutcome(response, await receiver.receive(nodeDelivery(request, 'Something read the body.')))
})

const acme = defineProvider({
  name: 'acme',
  timeoutMs: 5_000,
  events: { 'order.paid': z.object({ type: z.literal('order.paid'), amount: z.number() }) },
  authenticate: () => ({ ok: true }),
  identify: () => ({ kind: 'identified', name: 'order.paid', identity: '1' }),
})
createReceiver(acme, {
  on: {
    'order.paid': ({ amount }) => void (amount satisfies number),
    // @ts-expect-error: acme sends order.paid
    'order.payed': () => {},
  },
})

export async function send(): Promise<Response> {
  const delivery = await joggDelivery('generated_avatar_video_success', { secret: 'secret' })
  return fetch(delivery.url, delivery)
}

export const sentences: readonly string[] = storeContract.map(({ name }) => name)
