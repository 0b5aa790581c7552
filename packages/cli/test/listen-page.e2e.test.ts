import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp } from './listen-app.js'
import { hasBrowser, launchBrowser } from './listen-browser.js'
import { hooxSecret, type Listening, secret, send, useListen } from './listen-process.js'

const run = promisify(execFile)
const listen = useListen()

describe.runIf(hasBrowser())('the page', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  /** The page, with everything that its scripts complain of. */
  async function open({ inspector }: Listening, viewport = { width: 1280, height: 800 }) {
    const context = await browser.newContext({ viewport, permissions: ['clipboard-read', 'clipboard-write'] })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    listen.later(() => context.close())
    await page.goto(inspector)
    await page.locator('#connection.live').waitFor()
    return { page, complaints }
  }

  async function deliver(listening: Listening, name: string, data: Record<string, unknown> = {}) {
    await send(await joggDelivery(name, { secret, url: listening.url, data }))
    await listening.next()
  }

  const rows = (page: Page) => page.getByRole('option')
  const heading = (page: Page) => page.getByRole('heading', { level: 2 })
  const selected = (page: Page) => page.locator('[role=option][aria-selected=true] .name')
  const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText())
  const notice = (page: Page, text: string) => page.getByText(text, { exact: true }).waitFor()

  test('shows a delivery as it comes, and all of it when it is chosen', async () => {
    const listening = await listen.start()
    const { page, complaints } = await open(listening)
    await page.getByText('Waiting for the first delivery').waitFor()
    await deliver(listening, 'generated_avatar_video_success', { video_id: 'v_42' })
    await rows(page).click()
    await heading(page).getByText('generated_avatar_video_success').waitFor()
    const detail = page.getByRole('region', { name: 'Delivery', exact: true })
    const said = await detail.innerText()
    expect(said).toContain('The signature over the raw body was made with your secret.')
    expect(said).toContain('Outcome: processed 200')
    expect(said).toContain('"video_id": "v_42"')
    expect(said).toContain('x-webhook-signature')
    expect(said).toMatch(/Answered after [\d.]+ ms of the 5 s that JoggAI waits/)
    await page.getByRole('button', { name: 'Raw' }).click()
    expect(await page.getByLabel('Body, raw').innerText()).toContain('"video_id":"v_42"')
    expect(complaints).toEqual([])
  })

  test('is a page of text, whatever a forger writes into a delivery', async () => {
    const listening = await listen.start()
    const { page, complaints } = await open(listening)
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
    const { page } = await open(listening)
    await page.keyboard.press('/')
    await page.keyboard.type('NEEDLE')
    await page.getByText('1 of 3').waitFor()
    expect(await rows(page).innerText()).toContain('generated_image_success')
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
    const { page } = await open(listening)
    await page.keyboard.press('j')
    expect(await selected(page).innerText()).toBe('create_avatar_success')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    expect(await selected(page).innerText()).toBe('generated_image_success')
    await page.keyboard.press('k')
    await page.keyboard.press('ArrowUp')
    expect(await selected(page).innerText()).toBe('create_avatar_success')
    await heading(page).getByText('create_avatar_success').waitFor()
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('detail')
    await page.keyboard.press('Escape')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('list')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('Escape')
    expect(await selected(page).innerText()).toBe('create_avatar_success')
  })

  test('sends a delivery again, and the application gets it again', async () => {
    const app = await startApp(listen.later, (_request, response) => response.end('{"ok":true}'))
    const listening = await listen.start(['--forward', app.url])
    await deliver(listening, 'generated_image_success')
    const { page } = await open(listening)
    await page.keyboard.press('j')
    await page.getByRole('button', { name: 'Replay' }).click()
    await notice(page, 'Replayed #1 as #2.')
    expect(await page.locator('#delivery-2').innerText()).toContain('replayed from #1')
    expect(await page.locator('#detail').innerText()).toContain('Outcome: duplicate 200')
    expect(await page.getByLabel('Answer of your app').innerText()).toBe('{"ok":true}')
    expect(app.requests[1]?.body.equals(app.requests[0]?.body ?? Buffer.of())).toBe(true)
  })

  test('edits a delivery and signs it anew, as JoggAI and as Hoox', async () => {
    const listening = await listen.start()
    await deliver(listening, 'generated_image_success')
    const hoox = { callbackSecret: hooxSecret, context: { user: 'u_1' }, url: listening.url }
    await send(await hooxDelivery('video_export.completed', hoox))
    const { page } = await open(listening)
    for (const [id, before, after] of [
      [1, 'generated_image_success', 'generated_image_failed'],
      [2, 'completed', 'failed'],
    ] as const) {
      await page.locator(`#delivery-${id}`).click()
      await page.locator('#detail .facts', { hasText: `#${id} ` }).waitFor()
      await page.keyboard.press('e')
      const body = page.getByLabel('Body', { exact: true })
      const text = await body.inputValue()
      await body.fill(text.replace(before, after).replace('"result"', '"error":{"code":"NO"},"result"'))
      await page.getByRole('button', { name: 'New event id' }).click()
      await page.getByRole('button', { name: 'Send' }).click()
      await page.locator('#detail .facts', { hasText: `edited from #${id}` }).waitFor()
      const said = await page.locator('#detail').innerText()
      expect(said).toContain('Verified')
      expect(said).toContain('Outcome: processed 200')
      expect(said).toContain(after)
    }
    expect(await page.locator('#detail').innerText()).toContain('{"user":"u_1"}')
  })

  test('sends an edited delivery with its old signature, if that is wanted, and shows that it is refused', async () => {
    const listening = await listen.start()
    await deliver(listening, 'generated_image_success')
    const { page } = await open(listening)
    await page.keyboard.press('j')
    await heading(page).waitFor()
    await page.keyboard.press('e')
    await page.getByLabel('Body', { exact: true }).fill('{"event":"tampered"}')
    await page.getByLabel('Sign the body with your secret').uncheck()
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Not verified: signature_mismatch').waitFor()
    await page.keyboard.press('e')
    await page.getByLabel('Headers', { exact: true }).fill('no header')
    await page.getByRole('button', { name: 'Send' }).click()
    expect(await page.getByRole('alert').innerText()).toBe('A header is "name: value", not "no header".')
  })

  test('copies a delivery as a curl command that sends the same bytes', async () => {
    const listening = await listen.start()
    const nasty = `{"event":"it's $(touch pwned) \`id\` \\"quoted\\" é","event_id":"1"}\n`
    const bodies = [Buffer.from(nasty), Buffer.from('@/etc/passwd'), Buffer.of(0, 255, 27, 10)]
    for (const body of bodies)
      await send(
        await joggDelivery('e', {
          secret,
          url: `${listening.url}/a?b=[1]&c='`,
          body,
          headers: { 'x-empty': '' },
        }),
      )
    const { page } = await open(listening)
    for (const id of bodies.keys()) {
      await page.locator(`#delivery-${id + 1}`).click()
      await page.locator('#detail .facts', { hasText: `#${id + 1} ` }).waitFor()
      await page.keyboard.press('c')
      await notice(page, 'Copied as curl.')
      await run('sh', ['-c', await copied(page)], { cwd: listen.cwd() })
      await page.locator(`#delivery-${bodies.length + id + 1}`).waitFor()
      const [original, again] = await Promise.all(
        [id + 1, bodies.length + id + 1].map(async (each) =>
          (await fetch(`${listening.inspector}/api/deliveries/${each}`)).json(),
        ),
      )
      expect(again.request.body).toBe(original.request.body)
      expect(again.request.url).toBe(original.request.url)
      expect(again.result.verification).toEqual({ state: 'verified' })
    }
  })

  test('copies a delivery as a vitest test that passes', { timeout: 60_000 }, async () => {
    const listening = await listen.start()
    const { url } = listening
    await deliver(listening, 'generated_script_success', { '</script>': '`${process.exit()}`\u2028*/' })
    await send(await joggDelivery('generated_script_success', { secret: 'forged', url }))
    await send(await joggDelivery('generated_hologram_success', { secret, url }))
    await send(await joggDelivery('e', { secret, url, body: Buffer.of(0, 255) }))
    await send(await hooxDelivery('video_export.failed', { callbackSecret: hooxSecret, url }))
    await send(await hooxDelivery('video_export.failed', { url, body: '{"__proto__":{"task":1}}' }))
    await fetch(url)
    const { page } = await open(listening)
    const folder = await mkdtemp(fileURLToPath(new URL('.copied-', import.meta.url)))
    listen.later(() => rm(folder, { recursive: true }))
    for (let id = 1; id <= 7; id++) {
      await page.locator(`#delivery-${id}`).click()
      await page.locator('#detail .facts', { hasText: `#${id} ` }).waitFor()
      await page.keyboard.press('t')
      await notice(page, 'Copied as a vitest test.')
      await writeFile(join(folder, `${id}.test.ts`), await copied(page))
    }
    const vitest = fileURLToPath(import.meta.resolve('vitest/vitest.mjs'))
    const { stdout } = await run(
      process.execPath,
      [vitest, 'run', '--root', folder, '--config', 'none', '--no-color'],
      {
        env: { PATH: process.env.PATH },
      },
    ).catch((error) => error)
    expect(stdout).toContain('Tests  7 passed (7)')
  })

  test('comes back by itself when vidhook is started again, and has missed nothing', async () => {
    const first = await listen.start()
    await deliver(first, 'generated_image_success')
    const { page } = await open(first)
    await first.stop()
    await page.locator('#connection.lost').waitFor()
    const { port } = new URL(first.inspector)
    const second = await listen.start(['--inspector-port', port])
    await deliver(second, 'generated_video_success')
    await page.locator('#connection.live').waitFor()
    await page.getByText('2 deliveries').waitFor()
  })

  test('fits a phone: list and delivery take turns, and nothing is wider than the screen', async () => {
    const listening = await listen.start()
    await deliver(listening, 'generated_translate_video_success', {
      video_url: `https://example.com/${'x'.repeat(300)}`,
    })
    const { page } = await open(listening, { width: 375, height: 700 })
    const isNarrow = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
    expect(await isNarrow()).toBe(true)
    await rows(page).click()
    await heading(page).waitFor()
    expect(await rows(page).isVisible()).toBe(false)
    expect(await isNarrow()).toBe(true)
    await page.getByRole('button', { name: 'Raw' }).click()
    expect(await isNarrow()).toBe(true)
    await page.getByRole('button', { name: 'All' }).click()
    expect(await heading(page).isVisible()).toBe(false)
    expect(await rows(page).isVisible()).toBe(true)
  })

  test('is dark or light as the system is, or as the user says, and can be read either way', async () => {
    const listening = await listen.start()
    await deliver(listening, 'generated_image_success')
    await deliver(listening, 'generated_hologram_success')
    await send(await joggDelivery('generated_image_failed', { secret: 'forged', url: listening.url }))
    const { page } = await open(listening)
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
})

/** What a forger may try in any field. Each of them would set `attacked`. */
const ATTACKS = [
  '<script>window.attacked=1</script>',
  '"><img src=x onerror="window.attacked=1">',
  "'><svg/onload=window.attacked=1>",
  'javascript:window.attacked=1',
  '</pre></textarea></option><iframe srcdoc="<script>parent.attacked=1</script>">',
  '{{constructor.constructor("window.attacked=1")()}}${window.attacked=1}',
  '<a href="javascript:window.attacked=1" style="position:fixed;inset:0">x</a>',
]

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
