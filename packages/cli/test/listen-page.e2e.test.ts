import { joggDelivery } from '@vidhook/core/testing'
import { describe, expect, test } from 'vitest'
import { deliver, headingOf, rowsOf, selectedIn, textOf, useBrowser } from './listen-browser.js'
import { secret, send, useListen } from './listen-process.js'

const listen = useListen()
const browser = useBrowser(listen)

describe.runIf(browser.isThere)('the page', () => {
  test('shows a delivery as it comes, and all of it when it is chosen', async () => {
    const listening = await listen.start()
    const { page, complaints } = await browser.open(listening)
    await page.getByText('Waiting for the first delivery').waitFor()
    await deliver(listening, 'generated_avatar_video_success', { video_id: 'v_42' })
    await rowsOf(page).click()
    await headingOf(page).getByText('generated_avatar_video_success').waitFor()
    const detail = page.getByRole('region', { name: 'Delivery', exact: true })
    const said = await textOf(detail)
    expect(said).toContain('The raw body was signed with your secret.')
    expect(said).toContain('Outcome: processed 200')
    expect(said).toContain('"video_id": "v_42"')
    expect(said).toContain('x-webhook-signature')
    expect(said).toMatch(/Answered after [\d.]+ m?s\. JoggAI waits 5 s\./)
    await page.getByRole('button', { name: 'Raw' }).click()
    expect(await textOf(page.getByLabel('Body, raw'))).toContain('"video_id":"v_42"')
    expect(complaints).toEqual([])
  })

  test('is a page of text, whatever a forger writes into a delivery', async () => {
    const listening = await listen.start()
    const { page, complaints } = await browser.open(listening)
    for (const [index, attack] of ATTACKS.entries()) {
      await send(
        await joggDelivery(attack, {
          secret,
          url: `${listening.url}/${encodeURIComponent(attack)}?q=${encodeURIComponent(attack)}`,
          event_id: `${index}${attack}`,
          data: { [attack]: attack, video_url: attack, error: { message: attack } },
          headers: {
            'x-webhook-event': attack,
            'user-agent': attack,
            'x-forwarded-for': attack,
            [`x-${index}`]: attack,
          },
        }),
      )
      const [signed, forged] = [secret, 'forged']
      for (const key of [signed, forged])
        await send(await joggDelivery('a', { secret: key, url: listening.url, body: attack }))
    }
    await page.getByText(`${ATTACKS.length * 3} deliveries`).waitFor()
    for (let id = 1; id <= ATTACKS.length * 3; id++) {
      await page.locator(`#delivery-${id}`).click()
      await page.locator('#detail .facts', { hasText: `#${id} ` }).waitFor()
      await page.keyboard.press('p')
    }
    await page.locator('#search').fill(ATTACKS[0] ?? '')
    await page.getByText(`of ${ATTACKS.length * 3}`).waitFor()

    expect(await page.evaluate(() => 'attacked' in window)).toBe(false)
    // Nothing that a payload could have brought: the page has one image and one script, and no link or frame at all.
    const foreign =
      'a, iframe, object, embed, form:not(#filters, dialog form), [onerror], [onload], [onclick], [style]'
    expect(await page.locator(foreign).count()).toBe(0)
    expect(await page.locator('img, svg, script, style').count()).toBe(2)
    expect(complaints).toEqual([])
  })

  test('finds deliveries by their content, and filters them by event and by outcome', async () => {
    const listening = await listen.start()
    await deliver(listening, 'generated_image_success', { image_id: 'needle' })
    await deliver(listening, 'generated_image_failed')
    await send(await joggDelivery('generated_image_failed', { secret: 'forged', url: listening.url }))
    const { page } = await browser.open(listening)
    await page.keyboard.press('/')
    await page.keyboard.type('NEEDLE')
    await page.getByText('1 of 3').waitFor()
    expect(await textOf(rowsOf(page))).toContain('generated_image_success')
    await page.getByLabel('Search in').fill('')
    await page.getByLabel('Event').selectOption('generated_image_failed')
    await page.getByText('2 of 3').waitFor()
    await page.getByLabel('Outcome').selectOption('rejected')
    await page.getByText('1 of 3').waitFor()
    await page.getByLabel('Search in').fill('nowhere')
    await page.getByRole('button', { name: 'Show all' }).click()
    await page.getByText('3 deliveries').waitFor()
  })

  test('is used with the keyboard alone', async () => {
    const listening = await listen.start()
    for (const name of ['generated_image_success', 'generated_video_success', 'create_avatar_success'])
      await deliver(listening, name)
    const { page } = await browser.open(listening)
    await expect.poll(() => textOf(selectedIn(page))).toBe('create_avatar_success')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await expect.poll(() => textOf(selectedIn(page))).toBe('generated_image_success')
    await page.keyboard.press('k')
    await page.keyboard.press('ArrowUp')
    await expect.poll(() => textOf(selectedIn(page))).toBe('create_avatar_success')
    await headingOf(page).getByText('create_avatar_success').waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('detail')
    await page.keyboard.press('Escape')
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('list')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('Escape')
    await expect.poll(() => textOf(selectedIn(page))).toBe('create_avatar_success')
  })

  test('loses no key, however fast it is pressed', async () => {
    const listening = await listen.start()
    for (const name of ['generated_image_success', 'generated_video_success', 'create_avatar_success'])
      await deliver(listening, name)
    const { page } = await browser.open(listening)
    await expect.poll(() => textOf(selectedIn(page))).toBe('create_avatar_success')
    const pressFast = (keys: readonly string[]) =>
      page.evaluate(async (pressed) => {
        for (const key of pressed) {
          document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
          const { port1, port2 } = new MessageChannel()
          await new Promise((resolve) => {
            port1.onmessage = resolve
            port2.postMessage('the next task, before a paint')
          })
        }
      }, keys)
    await pressFast(['j', 'j'])
    await expect.poll(() => textOf(selectedIn(page))).toBe('generated_image_success')
    await pressFast(['k', 'k'])
    await expect.poll(() => textOf(selectedIn(page))).toBe('create_avatar_success')
  })

  test('comes back by itself when vidhook is started again, and has missed nothing', async () => {
    const first = await listen.start()
    await deliver(first, 'generated_image_success')
    const { page } = await browser.open(first)
    await first.stop()
    await page.locator('#connection.lost').waitFor()
    const { port } = new URL(first.inspector)
    const second = await listen.start(['--inspector-port', port])
    await deliver(second, 'generated_video_success')
    await page.locator('#connection.live').waitFor()
    await page.getByText('2 deliveries').waitFor()
  })
})

/** What a forger may try in any field. Each of them would set `attacked`. */
const ATTACKS = [
  '<script>window.attacked=1</script>',
  '"><img src=x onerror="window.attacked=1">',
  "'><svg/onload=window.attacked=1>",
  'javascript:window.attacked=1',
  '</pre></textarea></option><iframe srcdoc="<script>parent.attacked=1</script>">',
  `{{constructor.constructor("window.attacked=1")()}}\${window.attacked=1}`,
  '<a href="javascript:window.attacked=1" style="position:fixed;inset:0">x</a>',
]
