import { joggDelivery } from '@vidhook/core/testing'
import { startApp } from '@vidhook/example-demo/app-process'
import { appSuite, secrets } from '@vidhook/example-demo/app-suite'
import { expressApp } from '@vidhook/example-demo/apps'
import { storeSuite } from '@vidhook/example-demo/store-suite'
import { expect, test } from 'vitest'

appSuite(expressApp, { exit: { code: 0, signal: null } })
await storeSuite(expressApp)

test('a hundred forgeries in a minute are enough, and what is genuine does not count', async () => {
  const app = await startApp(expressApp, { env: secrets })
  const send = async (secret: string) => {
    const delivery = await joggDelivery('generated_image_success', {
      url: `${app.url}/webhooks/jogg`,
      secret,
    })
    return (await fetch(delivery.url, delivery)).status
  }
  for (let sent = 0; sent < 150; sent++) expect(await send(secrets.JOGG_WEBHOOK_SECRET)).toBe(200)
  for (let sent = 0; sent < 100; sent++) expect(await send('forged')).toBe(401)
  expect(await send('forged')).toBe(429)
  expect((await fetch(`${app.url}/health`)).status).toBe(200)
  await app.stop()
})
