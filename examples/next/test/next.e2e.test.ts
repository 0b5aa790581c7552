import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { type App, startApp } from '@vidhook/example-demo/app-process'
import { appSuite, secrets } from '@vidhook/example-demo/app-suite'
import { nextApp } from '@vidhook/example-demo/apps'
import { storeSuite } from '@vidhook/example-demo/store-suite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// `next start` handles signals by itself, and ends as if by the signal: 128 + 15.
const exit = { code: 143, signal: null }
appSuite(nextApp, { exit })
await storeSuite(nextApp, { exit, migrated: true, tellsReady: true })

describe('beside the App Router on Node', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp(nextApp, { env: secrets })
  })
  afterAll(() => app.stop())

  test('the Edge runtime verifies with Web Crypto, and runs the handler once', async () => {
    const delivery = await joggDelivery('generated_avatar_video_success', {
      url: `${app.url}/webhooks/edge/jogg`,
      secret: secrets.JOGG_WEBHOOK_SECRET,
    })
    expect(await answerTo(delivery)).toEqual({ status: 200, outcome: 'processed' })
    expect(await answerTo(delivery)).toEqual({ status: 200, outcome: 'duplicate' })
    expect(await answerTo({ ...delivery, body: '{}' })).toEqual({ status: 401, outcome: 'rejected' })
    expect(app.output()).toContain('An avatar video is ready.')
  })

  test('pages/api receives the raw bytes, and shares the library', async () => {
    const delivery = await hooxDelivery('video_export.completed', {
      url: `${app.url}/api/webhooks/hoox`,
      callbackSecret: secrets.HOOX_CALLBACK_SECRET,
      event: { job_id: 'run_of_pages' },
    })
    expect(await answerTo(delivery)).toEqual({ status: 200, outcome: 'processed' })
    expect(await answerTo(delivery)).toEqual({ status: 200, outcome: 'duplicate' })
    expect(await answerTo({ url: delivery.url, method: 'GET' })).toEqual({ status: 405, outcome: 'rejected' })
    expect(await (await fetch(`${app.url}/api/videos`)).text()).toContain('run_of_pages')
  })
})

async function answerTo({ url, ...request }: RequestInit & { readonly url: string }) {
  const response = await fetch(url, request)
  const { outcome } = await response.json()
  return { status: response.status, outcome }
}
