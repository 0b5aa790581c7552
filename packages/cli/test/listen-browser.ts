import { existsSync } from 'node:fs'
import { joggDelivery } from '@vidhook/core/testing'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { type Listening, secret, send, type useListen } from './listen-process.js'

/** Debian's, unless told where another one is. */
const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** Real Chromium, one for the tests of a file, with a fresh profile for each page. */
export function useBrowser({ later }: Pick<ReturnType<typeof useListen>, 'later'>) {
  const isThere = hasBrowser()
  let launched: Browser | undefined
  beforeAll(async () => {
    if (isThere) launched = await launch()
  })
  afterAll(() => launched?.close())

  return {
    isThere,
    /** The page, with everything that its scripts complain of. */
    async open({ inspector }: Pick<Listening, 'inspector'>, viewport = { width: 1280, height: 800 }) {
      if (!launched) throw new Error('The browser is not running.')
      const context = await launched.newContext({
        viewport,
        permissions: ['clipboard-read', 'clipboard-write'],
      })
      later(() => context.close())
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text())
      })
      await page.goto(inspector)
      await page.locator('#connection.live').waitFor()
      return { page, complaints }
    },
  }
}

/** Where there is none, the tests are skipped with a line that says so. In CI nobody reads it, so there they fail. */
function hasBrowser(): boolean {
  if (existsSync(EXECUTABLE)) return true
  const advice = `There is no ${EXECUTABLE}: apt-get install chromium, or set CHROMIUM to where it is.`
  if (process.env.CI === 'true') throw new Error(advice)
  console.warn(`The inspector is not tested in a browser. ${advice}`)
  return false
}

function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
  })
}

/** A signed delivery from JoggAI, and the wait until vidhook has answered it. */
export async function deliver(listening: Listening, name: string, data: Record<string, unknown> = {}) {
  await send(await joggDelivery(name, { secret, url: listening.url, data }))
  await listening.next()
}

export const rowsOf = (page: Page) => page.locator('#list').getByRole('option')
export const headingOf = (page: Page) => page.locator('#detail').getByRole('heading', { level: 2 })
export const selectedIn = (page: Page) => page.locator('[role=option][aria-selected=true] .name')
export const copiedIn = (page: Page) => page.evaluate(() => navigator.clipboard.readText())
export const noticeIn = (page: Page, text: string) => page.getByText(text, { exact: true }).waitFor()
export const textOf = async (locator: Locator) => (await locator.textContent()) ?? ''
