import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const EXECUTABLE = '/usr/bin/chromium'

/**
 * Real Chromium. Where there is none, the tests of the page are skipped with a line that says so; in CI that is a failure,
 * since nobody reads the line there.
 */
export function hasBrowser(): boolean {
  if (existsSync(EXECUTABLE)) return true
  const advice = `There is no ${EXECUTABLE}: apt-get install chromium.`
  if (process.env.CI === 'true') throw new Error(advice)
  console.warn(`The inspector is not tested in a browser. ${advice}`)
  return false
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
  })
}
