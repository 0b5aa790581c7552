import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { headingOf, noticeIn, rowsOf, useBrowser } from './listen-browser.js'
import { hooxSecret, secret, send, useListen } from './listen-process.js'

const listen = useListen()
const browser = useBrowser(listen)

describe.runIf(browser.isThere)('axe finds nothing wrong with', { timeout: 180_000 }, () => {
  test.each([
    ['light', { width: 1280, height: 800 }],
    ['dark', { width: 1280, height: 800 }],
    ['light', { width: 375, height: 700 }],
    ['dark', { width: 375, height: 700 }],
  ] as const)('the page, %s, at %o', async (colorScheme, viewport) => {
    const listening = await listen.start()
    const { url } = listening
    const { page } = await browser.open(listening, viewport)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.getByText('Waiting for the first delivery').waitFor()
    expect(await violationsIn(page)).toEqual([])

    const repeated = await joggDelivery('generated_photo_avatar_success', { secret, url })
    for (const delivery of [
      repeated,
      repeated,
      await joggDelivery('generated_hologram_success', { secret, url }),
      await joggDelivery('generated_image_failed', { secret: 'forged', url }),
      await hooxDelivery('video_export.completed', { callbackSecret: hooxSecret, url, context: { a: 1 } }),
    ])
      await send(delivery)
    await page.getByText('5 deliveries').waitFor()
    expect(await violationsIn(page)).toEqual([])

    for (const row of [3, 1, 0]) {
      await rowsOf(page).nth(row).click()
      await headingOf(page).waitFor()
      expect(await violationsIn(page)).toEqual([])
      await page.keyboard.press('Escape')
    }
    await rowsOf(page).nth(0).click()
    for (const key of ['s', 'e', '?']) {
      await page.keyboard.press(key)
      await page.getByRole('dialog').waitFor()
      expect(await violationsIn(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    await page.keyboard.press('c')
    await noticeIn(page, 'Copied as curl.')
    expect(await violationsIn(page)).toEqual([])
  })
})

/** With every rule that axe has on by itself, those of good practice included. */
async function violationsIn(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()')
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}
