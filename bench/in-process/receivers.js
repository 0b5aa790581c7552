import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { body, EVENT, joggHeaders, SECRET } from '../deliveries.js'

/**
 * What can be measured, each as its own documentation has it. `open()` gives the two halves: `delivery()` makes and signs what
 * is received, untimed, and `receive()` is timed. Both count on `handled`: whoever runs handlers is given one that calls it.
 */
export const receivers = {
  floor: {
    label: 'the floor: `createHmac`, `timingSafeEqual`, `JSON.parse`, a zod/mini schema',
    does: ['verify', 'parse', 'validate'],
    async: false,
    async open({ handled }) {
      const schema = await zodSchema()
      return byHand((value) => handled(schema.parse(value)))
    },
  },
  hmac: {
    label: 'of it, the HMAC alone',
    does: [],
    async: false,
    async open({ handled }) {
      return {
        delivery: joggDelivery,
        receive(delivery) {
          const mac = createHmac('sha256', SECRET).update(delivery.body).digest('hex')
          if (mac !== delivery.headers['x-webhook-signature']) throw new Error('Forged.')
          handled()
        },
      }
    },
  },
  vidhook: {
    label: '**vidhook** `receiver.receive`',
    does: ['verify', 'parse', 'validate', 'remember', 'run'],
    async: true,
    async open({ handled, handlers = 1, secrets = 1, remembered }) {
      const { createReceiver, jogg, memoryStore } = await import('@vidhook/core')
      const secret = [...Array.from({ length: secrets - 1 }, (_, index) => `whsec_other_${index}`), SECRET]
      const store = remembered === undefined ? undefined : await remembering(memoryStore, remembered)
      const receiver = createReceiver(jogg({ secret: secrets === 1 ? SECRET : secret }), { store })
      receiver.on(EVENT, async (event) => handled(event))
      for (let others = 1; others < handlers; others++) receiver.on(EVENT, async () => {})
      return {
        delivery: joggDelivery,
        async receive(delivery) {
          const { kind } = await receiver.receive(delivery)
          if (kind !== 'processed') throw new Error(`The delivery was ${kind}.`)
        },
      }
    },
  },
  limit: {
    label: 'a receiver in one file with the same promises (`bench/in-process/limit.js`)',
    does: ['verify', 'parse', 'validate', 'remember', 'run'],
    async: true,
    async open({ handled }) {
      const { limitReceiver } = await import('./limit.js')
      const receiver = limitReceiver(async (event) => handled(event))
      return {
        delivery: joggDelivery,
        async receive(delivery) {
          const { kind } = await receiver.receive(delivery)
          if (kind !== 'processed') throw new Error(`The delivery was ${kind}.`)
        },
      }
    },
  },
  octokit: {
    label: '`@octokit/webhooks` `verifyAndReceive`',
    does: ['verify', 'parse', 'run'],
    async: true,
    async open({ handled }) {
      const { Webhooks } = await import('@octokit/webhooks')
      const webhooks = new Webhooks({ secret: SECRET })
      webhooks.on('push', async ({ payload }) => handled(payload))
      return {
        delivery: (bytes) => ({
          id: randomUUID(),
          name: 'push',
          payload: bytes.toString(),
          signature: `sha256=${joggHeaders(bytes)['x-webhook-signature']}`,
        }),
        receive: (delivery) => webhooks.verifyAndReceive(delivery),
      }
    },
  },
  standardwebhooks: {
    label: '`standardwebhooks` `verify`',
    does: ['verify', 'parse'],
    async: false,
    async open({ handled }) {
      const { Webhook } = await import('standardwebhooks')
      const webhook = new Webhook(Buffer.from(SECRET).toString('base64'))
      return {
        delivery(bytes) {
          const id = `msg_${randomUUID()}`
          const now = new Date()
          const headers = {
            'webhook-id': id,
            'webhook-timestamp': String(Math.floor(now / 1000)),
            'webhook-signature': webhook.sign(id, now, bytes.toString()),
          }
          return { body: bytes, headers }
        },
        receive: (delivery) => handled(webhook.verify(delivery.body, delivery.headers)),
      }
    },
  },
  stripe: {
    label: '`stripe.webhooks.constructEvent`',
    does: ['verify', 'parse'],
    async: false,
    async open({ handled }) {
      const { default: Stripe } = await import('stripe')
      const { webhooks } = new Stripe('sk_test_of_the_bench')
      return {
        delivery: (bytes) => ({
          body: bytes,
          signature: webhooks.generateTestHeaderString({ payload: bytes.toString(), secret: SECRET }),
        }),
        receive: (delivery) => handled(webhooks.constructEvent(delivery.body, delivery.signature, SECRET)),
      }
    },
  },
  tern: {
    label: '`@hookflo/tern` `verifyWithPlatformConfig`',
    does: ['verify', 'parse'],
    async: true,
    async open({ handled }) {
      const { WebhookVerificationService } = await import('@hookflo/tern')
      return {
        delivery: (bytes) =>
          new Request('http://127.0.0.1/webhooks/github', {
            method: 'POST',
            headers: {
              'content-type': 'application/json',
              'x-github-event': 'push',
              'x-hub-signature-256': `sha256=${joggHeaders(bytes)['x-webhook-signature']}`,
            },
            body: bytes,
          }),
        async receive(request) {
          const result = await WebhookVerificationService.verifyWithPlatformConfig(request, 'github', SECRET)
          if (!result.isValid) throw new Error(result.error)
          handled(result.payload)
        },
      }
    },
  },
}

/** The least that a receiver has to do. */
function byHand(validate) {
  return {
    delivery: joggDelivery,
    receive(delivery) {
      const expected = createHmac('sha256', SECRET).update(delivery.body).digest()
      const given = Buffer.from(delivery.headers['x-webhook-signature'], 'hex')
      if (given.length !== expected.length || !timingSafeEqual(expected, given)) throw new Error('Forged.')
      validate(JSON.parse(delivery.body))
    },
  }
}

function joggDelivery(bytes) {
  return { method: 'POST', url: '/webhooks/jogg', headers: joggHeaders(bytes), body: bytes }
}

/** The fields that packages/core/src/jogg/events.ts has for this event. Any of `data` may be absent, as there. */
async function zodSchema() {
  const z = await import('zod/mini')
  const id = z.union([z.string(), z.int()])
  return z.looseObject({
    event_id: z.string(),
    event: z.custom((value) => typeof value === 'string'),
    timestamp: z.exactOptional(z.number()),
    data: z.looseObject({
      video_id: z.exactOptional(id),
      project_id: z.exactOptional(id),
      status: z.exactOptional(z.string()),
      video_url: z.exactOptional(z.string()),
      cover_url: z.exactOptional(z.string()),
      duration: z.exactOptional(z.number()),
    }),
  })
}

/** A store that so many events are done in, and that has room for those of the measurement. */
async function remembering(memoryStore, events) {
  const store = memoryStore({ maxEntries: events + 1_000_000 })
  for (let event = 0; event < events; event++) {
    const key = `jogg:${JSON.parse(body(300)).event_id}`
    const { token } = await store.claim(key, 3_000)
    await store.complete(key, token, 604_800_000)
  }
  return store
}
