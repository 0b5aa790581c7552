// A process whose work never settles, and which ends by itself once that is no longer waited for.
import { createReceiver, jogg, memoryStore } from '@vidhook/core'
import { joggDelivery } from '@vidhook/core/testing'
import { joggWebhook } from '@vidhook/fastify'
import Fastify from 'fastify'

const secret = 'whsec_test'
const never = () => new Promise(() => {})
const hanging = { log: false, deadlineMs: 20, on: { '*': never } }
const deliver = () => joggDelivery('generated_image_success', { secret })

const ways = {
  async 'Fastify closes'() {
    const app = Fastify()
    await app.register(joggWebhook, { secret, maxRunMs: 300, ...hanging })
    const { url, headers, body } = await deliver()
    await app.inject({ method: 'POST', url: new URL(url).pathname, headers, payload: Buffer.from(body) })
    return app.close()
  },
  async 'drain() without a limit'() {
    const receiver = createReceiver(jogg({ secret }), { maxRunMs: 300, ...hanging })
    await receiver.receive(await deliver())
    return receiver.drain()
  },
  async 'drain() with a limit'() {
    const late = createReceiver(jogg({ secret }), hanging)
    await late.receive(await deliver())
    const busy = createReceiver(jogg({ secret }), {
      log: false,
      store: { ...memoryStore(), complete: () => Promise.reject(new Error('The store is away.')) },
      on: { '*': (_, context) => context.waitUntil(never()) },
      onDelivery: never,
    })
    await busy.receive(await deliver())
    const drained = await Promise.all([late, busy].map((receiver) => receiver.drain({ timeoutMs: 50 })))
    return drained.join()
  },
}
console.log(await ways[process.argv[2]]())
