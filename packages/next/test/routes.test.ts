import { joggDelivery } from '@vidhook/core/testing'
import { joggWebhook } from '@vidhook/next'
import { joggWebhook as pagesWebhook } from '@vidhook/next/pages'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { start } from './next-app.js'

const NAME = 'generated_script_success'

describe('a built app', () => {
  let app: Awaited<ReturnType<typeof start>>
  beforeAll(async () => {
    app = await start('')
  })
  afterAll(() => app?.close())

  test('without the secret answers misconfigured, and its log says what to set', async () => {
    const delivery = await joggDelivery(NAME, { secret: 'any', url: `${app.url}/unset` })
    const response = await fetch(delivery.url, delivery)
    expect(response.status).toBe(500)
    expect(await response.json()).toMatchObject({ outcome: 'misconfigured', code: 'secret_missing' })
    expect(await app.logged(/secret is undefined or empty.*/)).toContain('JOGG_WEBHOOK_SECRET')
  })

  test('with the body parser on in pages/api logs which line is missing', async () => {
    const delivery = await joggDelivery(NAME, { secret: 'a secret', url: `${app.url}/api/parsed` })
    const response = await fetch(delivery.url, delivery)
    expect(response.status).toBe(500)
    expect(await response.json()).toMatchObject({ outcome: 'misconfigured', code: 'body_consumed' })
    expect(await app.logged(/Next parsed the body.*/)).toContain(
      'export const config = { api: { bodyParser: false } }',
    )
  })
})

test('a handler for app/ in pages/, and the other way round, throws an error that says what to use', async () => {
  const delivery = await joggDelivery(NAME, { secret: 's' })
  // @ts-expect-error a Web-standard request
  await expect(pagesWebhook('s', { log: false })(new Request(delivery.url, delivery), {})).rejects.toThrow(
    /Web-standard requests.*@vidhook\/next/,
  )
  // @ts-expect-error a request of node:http
  await expect(joggWebhook('s', { log: false })({ method: 'POST', url: '/', headers: {} })).rejects.toThrow(
    /@vidhook\/next\/pages/,
  )
})

describe('a route handler', () => {
  test('can be called as a function, as in unit tests', async () => {
    const POST = joggWebhook('s', { log: false, on: { [NAME]: () => {} } })
    const delivery = await joggDelivery(NAME, { secret: 's' })
    const response = await POST(new Request(delivery.url, delivery))
    expect(await response.json()).toEqual({ outcome: 'processed' })
  })

  test('with a request whose body was read logs that', async () => {
    const POST = joggWebhook('s', { log: false })
    const delivery = await joggDelivery(NAME, { secret: 's' })
    const request = new Request(delivery.url, delivery)
    await request.text()
    expect(await (await POST(request)).json()).toMatchObject({
      outcome: 'misconfigured',
      code: 'body_consumed',
    })
  })
})
