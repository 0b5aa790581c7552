import { createReceiver, jogg } from '@vidhook/core'
import { type LambdaContext, type LambdaEvent, lambdaHandler } from '@vidhook/core/lambda'
import { adapterContract, joggDelivery } from '@vidhook/core/testing'
import { describe, expect, test } from 'vitest'
import { adapterSuite } from '../src/index.js'
import { SECRET, scenarios } from '../src/scenarios.js'
import { eventForms } from './lambda-forms.js'
import { gateway } from './lambda-gateway.js'

// The whole suite behind the one gateway that passes on every byte. The others make text of JSON.
adapterSuite('lambdaHandler, behind a REST API with binary media types', {
  start: async (ledgerUrl) => {
    const routes = scenarios(ledgerUrl).map(
      ({ name, provider, options }) =>
        [`/hooks/${name}`, lambdaHandler(createReceiver(provider, options))] as const,
    )
    const { url, close } = await gateway(eventForms['a REST API with binary media types'], new Map(routes))
    return { url: (scenario) => `${url}/hooks/${scenario}`, hostRoutes: [], close }
  },
  trailingSlash: { status: 404 },
  buffersBodies: true,
})

describe.each(Object.entries(eventForms))('lambdaHandler, behind %s,', (gatewayName, form) => {
  const rules = adapterContract.filter(({ name }) => !lostBy(gatewayName).includes(name))
  test.each(rules.map(({ name, run }) => [name, run] as const))('%s', (_rule, run) =>
    run({
      async serve(receiver) {
        const { url, close } = await gateway(form, new Map([['/prod/hook', lambdaHandler(receiver)]]))
        return { url: `${url}/prod/hook`, close }
      },
    }),
  )

  test('tells the log who the client is', async () => {
    const addresses: unknown[] = []
    const receiver = createReceiver(jogg({ secret: SECRET }), {
      log: false,
      onDelivery: ({ delivery }) => addresses.push(delivery.remoteAddress),
    })
    const { url, close } = await gateway(form, new Map([['/hook', lambdaHandler(receiver)]]))
    await fetch(`${url}/hook`, { method: 'POST' })
    await close()
    expect(addresses).toEqual(['203.0.113.9'])
  })
})

describe('lambdaHandler', () => {
  test('refuses bytes that AWS could not make text of as any other forgery', async () => {
    const receiver = createReceiver(jogg({ secret: SECRET }), { log: false, on: { '*': () => {} } })
    const routes = new Map([['/hook', lambdaHandler(receiver)]])
    const { url, close } = await gateway(eventForms['a function URL'], routes)
    const body = new Uint8Array([0x22, 0xff, 0xfe, 0x22])
    const delivery = await joggDelivery('generated_script_success', {
      secret: SECRET,
      url: `${url}/hook`,
      body,
    })
    expect((await fetch(delivery.url, delivery)).status).toBe(401)
    await close()
  })

  const NAME = 'generated_script_success'
  const event = async () => {
    const { url, headers, body } = await joggDelivery(NAME, { secret: SECRET })
    return { ...functionEvent, rawPath: url, headers, body: new TextDecoder().decode(body) }
  }

  test('answers once the work for waitUntil() has ended, since Lambda then freezes the function', async () => {
    const order: string[] = []
    let resolve = () => {}
    const promise = new Promise<void>((resolvePromise) => {
      resolve = resolvePromise
    })
    const receiver = createReceiver(jogg({ secret: SECRET }), {
      log: false,
      on: { [NAME]: (_event, context) => context.waitUntil(promise.then(() => order.push('worked'))) },
      onDelivery: () => resolve(),
    })
    const result = await lambdaHandler(receiver)(await event(), limit(10_000))
    order.push('answered')
    expect(result).toMatchObject({ statusCode: 200, body: '{"outcome":"processed"}' })
    expect(order).toEqual(['worked', 'answered'])
  })

  test('lets a late handler finish before it answers that it was late', async () => {
    const order: string[] = []
    const receiver = createReceiver(jogg({ secret: SECRET }), {
      log: false,
      deadlineMs: 50,
      on: {
        [NAME]: async (_event, { signal }) => {
          await new Promise((resolve) => signal.addEventListener('abort', resolve))
          order.push('worked')
        },
      },
    })
    const handler = lambdaHandler(receiver)
    const delivery = await event()
    expect(await handler(delivery, limit(10_000))).toMatchObject({ statusCode: 503 })
    order.push('answered')
    expect(order).toEqual(['worked', 'answered'])
    expect(await handler(delivery, limit(10_000))).toMatchObject({ body: '{"outcome":"duplicate"}' })
  })

  test('answers before its time limit, whatever still runs', async () => {
    const receiver = createReceiver(jogg({ secret: SECRET }), {
      log: false,
      on: { [NAME]: (_event, context) => context.waitUntil(new Promise(() => {})) },
    })
    expect(await lambdaHandler(receiver)(await event(), limit(600))).toMatchObject({ statusCode: 200 })
  })

  test.each([
    ['of SQS', { Records: [{ eventSource: 'aws:sqs' }] }],
    ['of a WebSocket API', { requestContext: { routeKey: '$connect' } }],
    ['of a schedule', { source: 'aws.events' }],
    ['that is nothing', null],
  ])('refuses an event %s, and says what it takes', async (_name, other) => {
    const handler = lambdaHandler(createReceiver(jogg({ secret: SECRET }), { log: false }))
    await expect(handler(other as unknown as LambdaEvent)).rejects.toThrow(/takes an HTTP request/)
  })
})

const functionEvent = {
  rawQueryString: '',
  requestContext: { http: { method: 'POST' } },
  isBase64Encoded: false,
}

function limit(ms: number): LambdaContext {
  return { getRemainingTimeInMillis: () => ms }
}

/** A load balancer passes on one value of each name, unless its multi-value headers are enabled. */
function lostBy(gatewayName: string): readonly string[] {
  return gatewayName === 'a load balancer' ? ['a signed URL keeps the spelling of its query'] : []
}
