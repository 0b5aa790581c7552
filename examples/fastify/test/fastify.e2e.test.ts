import { joggDelivery } from '@vidhook/core/testing'
import { startApp } from '@vidhook/example-demo/app-process'
import { appSuite, secrets } from '@vidhook/example-demo/app-suite'
import { fastifyApp } from '@vidhook/example-demo/apps'
import { storeSuite } from '@vidhook/example-demo/store-suite'
import { expect, test } from 'vitest'

appSuite(fastifyApp, { exit: { code: 0, signal: null } })
await storeSuite(fastifyApp)

test('three hundred deliveries in a minute are enough, and other routes do not count', async () => {
  const app = await startApp(fastifyApp, { env: secrets })
  const delivery = await joggDelivery('generated_image_success', {
    url: `${app.url}/webhooks/jogg`,
    secret: 'forged',
  })
  for (let sent = 0; sent < 300; sent++) expect((await fetch(delivery.url, delivery)).status).toBe(401)
  expect((await fetch(delivery.url, delivery)).status).toBe(429)
  expect((await fetch(`${app.url}/health`)).status).toBe(200)
  await app.stop()
})
