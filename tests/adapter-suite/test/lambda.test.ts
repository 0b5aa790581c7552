import { createReceiver, jogg } from '@vidhook/core'
import { lambdaHandler } from '@vidhook/core/lambda'
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
})

/** A load balancer passes on one value of each name, unless its multi-value headers are enabled. */
function lostBy(gatewayName: string): readonly string[] {
  return gatewayName === 'a load balancer' ? ['a signed URL keeps the spelling of its query'] : []
}
