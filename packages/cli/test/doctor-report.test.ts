import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '../src/doctor/diagnose.js'
import { probeGroups } from '../src/doctor/probes/index.js'
import { htmlReport } from '../src/doctor/report-html.js'
import { hasBrowser, launch } from './chromium.js'
import { temporaryFolder } from './vidhook.js'

const HOSTILE = `</style></dd><script>document.title = 'taken'</script><img src=x onerror="document.title='taken'">"'&`

describe.skipIf(!hasBrowser("The doctor's report"))('the report, in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  test('shows what an endpoint has said as text, and runs none of it', async () => {
    const page = await open()
    expect(await page.title()).toBe('vidhook doctor: https://example.com/hook')
    expect(await page.locator('script, img').count()).toBe(0)
    expect(await page.locator('.card .found').first().textContent()).toBe(HOSTILE)
  })

  test('begins with what is worst', async () => {
    const page = await open()
    const badges = await page.locator('.card .badge').allTextContents()
    expect(badges).toContain('failed, advice')
    const rank = (badge: string) => ['failed, critical', 'failed, important', 'failed, advice'].indexOf(badge)
    expect(badges.map(rank)).toEqual(badges.map(rank).sort())
  })

  test('fits a phone, and a long word does not widen it', async () => {
    const page = await open({ width: 360, height: 740 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
  })

  test('is dark where the reader is, and black on white on paper', async () => {
    const page = await open()
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    await page.emulateMedia({ colorScheme: 'light' })
    expect(await background()).toBe('rgb(251, 250, 248)')
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await background()).toBe('rgb(23, 22, 20)')
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' })
    expect(await background()).toBe('rgb(255, 255, 255)')
  })

  async function open(viewport = { width: 900, height: 900 }) {
    const file = join(temporaryFolder(), 'report.html')
    writeFileSync(file, htmlReport(report))
    const page = await browser.newPage({ viewport })
    await page.goto(pathToFileURL(file).href)
    return page
  }
})

const findings = probeGroups('jogg').flatMap(({ title, probes }) =>
  probes.map(
    (probe): Finding => ({
      group: title,
      probe,
      verdict: 'failed',
      severity: probe.severity,
      means: probe.means,
      found: probe.id === 'genuine' ? HOSTILE : 'x'.repeat(500),
      durationMs: 1,
    }),
  ),
)

const report = {
  target: {
    provider: 'jogg',
    url: 'https://example.com/hook',
    event: 'generated_avatar_video_success',
    secret: 'whsec_of_the_report',
    rotatedSecret: undefined,
    runId: 'test',
    timeoutMs: 5_000,
    patienceMs: 15_000,
  },
  startedAt: new Date(),
  durationMs: 31_000,
  findings,
} as const
