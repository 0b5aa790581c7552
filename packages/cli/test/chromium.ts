import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const EXECUTABLE = '/usr/bin/chromium'

/** Where there is none, tests are skipped with a line that says so. In CI nobody reads it, so there they fail. */
export function hasBrowser(what: string): boolean {
  if (existsSync(EXECUTABLE)) return true
  const advice = `There is no ${EXECUTABLE}: apt-get install chromium.`
  if (process.env.CI === 'true') throw new Error(advice)
  console.warn(`${what} is not tested in a browser. ${advice}`)
  return false
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
  })
}
