import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { built, serveSite } from './served-site.js'

const SIZES = { phone: { width: 375, height: 740 }, desktop: { width: 1280, height: 900 } } as const
const PAGES = [
  '',
  'quick-start-express',
  'quick-start-next',
  'deployment',
  'outcomes',
  'idempotency',
  'errors',
  'doctor-probes',
  'reference/',
  'reference/@vidhook/redis',
]
/** axe needs half a minute for this one, and the smaller pages of the reference look the same. */
const LARGEST = 'reference/@vidhook/core'

let site: Awaited<ReturnType<typeof serveSite>>
let browser: Browser
beforeAll(async () => {
  site = await serveSite()
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
})
afterAll(async () => {
  await browser?.close()
  site?.close()
})

describe.each(Object.entries(SIZES))('on a %s', (size, viewport) => {
  test.each([...PAGES, LARGEST])('/%s loads, and nothing is wider than the screen', async (path) => {
    const { page, errors } = await open(path, viewport)
    expect(await page.locator('h1').count()).toBe(1)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    )
    expect(errors).toEqual([])
    await screenshot(page, `${size}-${path}`)
  })

  test.each(['light', 'dark'] as const)('axe finds nothing serious, in %s', async (colorScheme) => {
    const found: string[] = []
    for (const path of PAGES) {
      const { page } = await open(path, viewport, colorScheme)
      await page.evaluate(axe.source)
      const { violations } = await page.evaluate<axe.AxeResults>('axe.run()')
      for (const { id, impact, nodes } of violations)
        if (impact === 'serious' || impact === 'critical') found.push(`${path} ${id}: ${nodes[0]?.html}`)
      await page.context().close()
    }
    expect(found).toEqual([])
  })

  test('the search finds the page about a signature', async () => {
    const { page } = await open('', viewport)
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('searchbox').fill('signature')
    const results = page.locator('.VPLocalSearchBox .result')
    await results.first().waitFor()
    const texts = await results.allInnerTexts()
    expect(texts.slice(0, 8).join('\n')).toMatch(/Errors|Security/)
    await screenshot(page, `${size}-search`)
    await results.first().click()
    await page.waitForURL((url) => url.pathname !== '/vidhook/')
  })

  test('the switch makes it dark, and it stays dark', async () => {
    const { page } = await open('', viewport, 'light')
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await background()
    if (size === 'phone') await page.getByRole('button', { name: 'mobile navigation' }).click()
    await page.getByRole('switch', { name: /dark/i }).locator('visible=true').first().click()
    await expect.poll(background).not.toBe(light)
    await page.reload()
    expect(await background()).not.toBe(light)
    await screenshot(page, `${size}-dark`)
  })
})

test('diagrams are drawn, in the colors of the page', async () => {
  const { page } = await open('idempotency', SIZES.desktop, 'dark')
  const diagrams = page.locator('.mermaid svg')
  await diagrams.first().waitFor()
  expect(await diagrams.count()).toBe(2)
  await screenshot(page, 'diagram')
})

test('llms.txt lists pages that are there, and llms-full.txt has their text', () => {
  const list = readFileSync(join(built, 'llms.txt'), 'utf8')
  const names = [...list.matchAll(/github\.io\/vidhook\/([\w-]+)\)/g)].map(([, name]) => `${name}.html`)
  expect(names.length).toBeGreaterThan(30)
  expect(readdirSync(built)).toEqual(expect.arrayContaining(names))
  expect(readFileSync(join(built, 'llms-full.txt'), 'utf8')).toContain('# Quick start: Express')
})

async function open(
  path: string,
  viewport: { width: number; height: number },
  colorScheme: 'light' | 'dark' = 'light',
) {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', ({ message }) => errors.push(message))
  page.on('response', (response) => {
    if (response.status() >= 400) errors.push(`${response.status()} ${response.url()}`)
  })
  await page.goto(site.url + path, { waitUntil: 'networkidle' })
  return { page, errors }
}

/** Of what somebody should look at, if they say where to: `SCREENSHOTS=/tmp/site`. */
async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (folder) await page.screenshot({ path: join(folder, `${name.replace(/\W+/g, '-')}.png`) })
}
