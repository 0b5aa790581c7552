import { createServer } from 'node:http'
import { join } from 'node:path'
import { HttpRequest, type HttpResponseInit } from '@azure/functions'
import { getTestServer } from '@google-cloud/functions-framework/testing'
import { getRequestListener } from '@hono/node-server'
import { listen } from '@vidhook/adapter-suite'
import type { LambdaHandler } from '@vidhook/core/lambda'
import { joggDelivery } from '@vidhook/core/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { samplesFolder } from './samples.js'

/** Samples that export a function from a request to a response, which a platform would serve. */
const SECRET = 'whsec_local'
const EVENT = 'generated_avatar_video_success'

beforeEach(() => {
  vi.stubEnv('JOGG_WEBHOOK_SECRET', SECRET)
  vi.spyOn(console, 'log').mockReturnValue()
  // The memory store and a forgery are logged.
  vi.spyOn(console, 'info').mockReturnValue()
  vi.spyOn(console, 'warn').mockReturnValue()
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

test('the application for Elysia takes what JoggAI signs, served on Node', async () => {
  const { app }: { app: { fetch(request: Request): Response | Promise<Response> } } = await import(
    join(samplesFolder, 'docs/quick-start-other/elysia.ts')
  )
  const { url, close } = await listen(createServer(getRequestListener((request) => app.fetch(request))))
  await expectsSignature(async (secret) => {
    const delivery = await joggDelivery(EVENT, { secret, url: `${url}/webhooks/jogg` })
    return (await fetch(delivery.url, delivery)).status
  })
  await close()
})

test("the function for Google's cloud takes what JoggAI signs, in Google's framework", async () => {
  await import(join(samplesFolder, 'docs/quick-start-other/function.ts'))
  const { url, close } = await listen(getTestServer('jogg'))
  await expectsSignature(async (secret) => {
    const delivery = await joggDelivery(EVENT, { secret, url })
    return (await fetch(delivery.url, delivery)).status
  })
  await close()
})

test("the function for Azure takes what JoggAI signs, as Azure's own request", async () => {
  const { joggWebhook }: { joggWebhook(request: HttpRequest): Promise<HttpResponseInit> } = await import(
    join(samplesFolder, 'docs/quick-start-other/azure.ts')
  )
  await expectsSignature(async (secret) => {
    const { method, headers, url, body } = await joggDelivery(EVENT, { secret })
    return (await joggWebhook(new HttpRequest({ method, headers, url, body: { bytes: body } }))).status
  })
})

test('the function for Lambda takes what JoggAI signs, as the event of a function URL', async () => {
  const { handler }: { handler: LambdaHandler } = await import(
    join(samplesFolder, 'docs/quick-start-lambda/lambda.ts')
  )
  await expectsSignature(async (secret) => {
    const { method, headers, body } = await joggDelivery(EVENT, { secret })
    const { statusCode } = await handler({
      rawPath: '/',
      rawQueryString: '',
      headers,
      requestContext: { http: { method } },
      body: new TextDecoder().decode(body),
      isBase64Encoded: false,
    })
    return statusCode
  })
})

/** @param send sends an event that is signed with a secret, and resolves to the status */
async function expectsSignature(send: (secret: string) => Promise<number | undefined>): Promise<void> {
  expect(await send('a guess')).toBe(401)
  expect(console.log).not.toHaveBeenCalled()
  expect(await send(SECRET)).toBe(200)
  expect(console.log).toHaveBeenCalledWith('ready:', 'https://res.jogg.ai/video.mp4')
}
