import { writeFile } from 'node:fs/promises'
import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { describe, expect, test } from 'vitest'
import { startApp } from './listen-app.js'
import { deliver, headingOf, rowsOf, useBrowser } from './listen-browser.js'
import { hooxSecret, secret, send, useListen } from './listen-process.js'

const listen = useListen()
const browser = useBrowser(listen)

describe.runIf(browser.isThere)('the page', () => {
  test('fits a phone: list and delivery take turns, and nothing is wider than the screen', async () => {
    const listening = await listen.start()
    await deliver(listening, 'generated_translate_video_success', {
      video_url: `https://example.com/${'x'.repeat(300)}`,
    })
    const { page } = await browser.open(listening, { width: 375, height: 700 })
    const isNarrow = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
    expect(await isNarrow()).toBe(true)
    await rowsOf(page).click()
    await headingOf(page).waitFor()
    expect(await rowsOf(page).isVisible()).toBe(false)
    expect(await isNarrow()).toBe(true)
    await page.getByRole('button', { name: 'Raw' }).click()
    expect(await isNarrow()).toBe(true)
    await page.getByRole('button', { name: 'All' }).click()
    expect(await headingOf(page).isVisible()).toBe(false)
    expect(await rowsOf(page).isVisible()).toBe(true)
  })

  test('is dark or light as the system is, or as the user says, and can be read either way', async () => {
    const listening = await listen.start()
    await deliver(listening, 'generated_image_success')
    await deliver(listening, 'generated_hologram_success')
    await send(await joggDelivery('generated_image_failed', { secret: 'forged', url: listening.url }))
    const { page } = await browser.open(listening)
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      for (const id of [1, 2, 3]) {
        await page.locator(`#delivery-${id}`).click()
        await page.locator('#detail .facts', { hasText: `#${id} ` }).waitFor()
        expect(await page.evaluate(tooFaint)).toEqual([])
      }
    }
    const dark = await background()
    await page.keyboard.press('d')
    const light = await background()
    expect(light).not.toBe(dark)
    await page.reload()
    expect(await background()).toBe(light)
  })

  test('is shown in the documentation as it looks here', async () => {
    const app = await startApp(listen.later, (request, response) => {
      const isBusy = request.headers['x-webhook-event'] === 'generated_avatar_video_failed'
      response.writeHead(isBusy ? 503 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(isBusy ? { error: 'The database is busy.' } : { saved: true }))
    })
    const listening = await listen.start(['--forward', app.url])
    const { url } = listening
    const repeated = await joggDelivery('generated_photo_avatar_success', { secret, url })
    for (const delivery of [
      await joggDelivery('generated_script_success', { secret, url }),
      repeated,
      repeated,
      await joggDelivery('generated_image_success', { secret: 'forged', url }),
      await hooxDelivery('video_export.completed', { callbackSecret: hooxSecret, url }),
      await joggDelivery('generated_avatar_video_failed', { secret, url }),
      await joggDelivery('generated_avatar_video_success', {
        secret,
        url,
        data: { video_id: 'video_20931' },
      }),
    ])
      await send(delivery)
    const { page } = await browser.open(listening)
    await rowsOf(page).first().click()
    await headingOf(page).waitFor()
    await page.mouse.move(0, 0)
    const picture = await page.screenshot({ animations: 'disabled' })
    expect(picture.byteLength).toBeLessThan(200_000)
    if (process.env.SCREENSHOTS === 'write') await writeFile(PICTURE, picture)
  })
})

/** Times and sizes differ from run to run, so that it is written only when asked for. */
const PICTURE = new URL('../../../docs/images/listen.png', import.meta.url)

/** Runs in the page: texts whose contrast is below the 4.5 that WCAG 2.2 asks for (1.4.3). */
function tooFaint(): string[] {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const rgba = (color: string): number[] => {
    if (!canvas) return []
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = color
    canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data]
  }
  const luminance = (color: number[]) => {
    const [r = 0, g = 0, b = 0] = color.map((each) => {
      const part = each / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const behind = (element: Element | null): number[] => {
    if (!element) return [255, 255, 255, 255]
    const color = rgba(getComputedStyle(element).backgroundColor)
    return color[3] === 255 ? color : behind(element.parentElement)
  }
  return [...document.querySelectorAll('body *')]
    .filter((element) => element.checkVisibility())
    .filter((element) =>
      [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()),
    )
    .filter((element) => {
      const [a, b] = [luminance(rgba(getComputedStyle(element).color)), luminance(behind(element))]
      return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5
    })
    .map((element) => `${element.className} ${element.textContent}`)
}
