import { createServer } from 'node:http'
import { join } from 'node:path'
import { adapterSuite, listen, scenarios } from '@vidhook/adapter-suite'
import type { EventMap, ReceiverOptions, WebhookSource } from '@vidhook/core'
import { joggDelivery } from '@vidhook/core/testing'
import Koa from 'koa'
import { expect, test } from 'vitest'
import { serveSample } from './run-sample.js'
import { samplesFolder } from './samples.js'

interface Sample {
  webhook<Events extends EventMap>(
    source: WebhookSource<Events>,
    options: ReceiverOptions<Events> & { readonly path: string },
  ): Koa.Middleware
}

/** The adapter in “Write an adapter” must pass the same tests as our own adapters. */
adapterSuite('the adapter for Koa', {
  start: async (ledgerUrl) => {
    const { webhook }: Sample = await import(join(samplesFolder, 'docs/write-an-adapter/koa.ts'))
    const app = new Koa()
    app.silent = true // Koa would log every client that disconnects.
    app.use(hostRoute('/host-before'))
    for (const { name, provider, options } of scenarios(ledgerUrl)) {
      app.use(webhook(provider, { ...options, path: `/hooks/${name}` }))
    }
    app.use(hostRoute('/host-after'))
    const { url, close } = await listen(createServer(app.callback()))
    return {
      url: (scenario) => `${url}/hooks/${scenario}`,
      hostRoutes: [`${url}/host-before`, `${url}/host-after`],
      close,
    }
  },
})

function hostRoute(path: string): Koa.Middleware {
  return async (ctx, next) => {
    if (ctx.path !== path) return next()
    const chunks: Uint8Array[] = await ctx.req.toArray()
    ctx.body = { got: JSON.parse(Buffer.concat(chunks).toString()) }
  }
}

test('the server for Koa takes what JoggAI signs', async () => {
  const secret = 'whsec_local'
  const file = 'docs/write-an-adapter/server.ts'
  const { url } = await serveSample(file, { env: { JOGG_WEBHOOK_SECRET: secret } })
  const delivery = await joggDelivery('generated_avatar_video_success', {
    secret,
    url: `${url}/webhooks/jogg`,
  })
  expect((await fetch(delivery.url, delivery)).status).toBe(200)
})
