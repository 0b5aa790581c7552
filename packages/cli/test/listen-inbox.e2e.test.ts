import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Backend, redisBackend } from '../../bullmq/test/backends.js'
import { inboxOfTest } from './inbox-project.js'
import { headingOf, noticeIn, rowsOf, useBrowser } from './listen-browser.js'
import { useListen } from './listen-process.js'
import { closedPort } from './serve.js'

const listen = useListen()
const browser = useBrowser(listen)

let backend: Backend | undefined
beforeAll(async () => {
  backend = await redisBackend()
})
afterAll(() => backend?.remove())

/** An inbox with two dead entries, one that is tried again later, and one that is done; and the page beside it. */
async function setUp(viewport?: { readonly width: number; readonly height: number }) {
  if (!backend) throw new Error('There is no Redis.')
  const { inbox, put, work, place, cwd } = inboxOfTest(backend)
  await put('bad-1', 'evt_1')
  await put('bad-2', 'evt_2')
  await put('later', 'evt_3')
  await put('good', 'evt_4')
  await work()
  writeFileSync(join(listen.cwd(), 'package.json'), '{}')
  symlinkSync(join(cwd, 'node_modules'), join(listen.cwd(), 'node_modules'))
  const listening = await listen.start([...place])
  const { page, complaints } = await browser.open(listening, viewport)
  await page.getByRole('button', { name: 'Inbox' }).click()
  await rowsOf(page).first().waitFor()
  return { inbox, page, listening, complaints }
}

const cardOf = (page: Page) => page.locator('#detail .card')

describe.runIf(browser.isThere)('the inspector, with --redis', { timeout: 120_000 }, () => {
  test('shows the entries of the inbox, the dead first, and why each failed', async () => {
    const { page, complaints } = await setUp()
    expect(await rowsOf(page).locator('.badge').allTextContents()).toEqual([
      'dead',
      'dead',
      'delayed',
      'done',
    ])
    expect(await page.locator('.count').textContent()).toBe('2 dead, 1 delayed, 1 done')
    expect(await rowsOf(page).nth(2).locator('.facts').textContent()).toContain('evt_3')
    // The latest dead entry is open.
    await cardOf(page).getByText('There is no video bad-').waitFor()
    expect(await cardOf(page).textContent()).toContain('Dead, after 1 attempt')
    expect(await page.locator('#detail table').first().textContent()).toContain('*')
    await rowsOf(page).nth(2).click()
    await cardOf(page).getByText('The library is away.').waitFor()
    expect(await page.locator('#detail').textContent()).toContain('"evt_3"')
    expect(complaints).toEqual([])
  })

  test('retries an entry, and all the dead at once', async () => {
    const { page, inbox } = await setUp()
    await page.getByRole('button', { name: 'Retry', exact: true }).click()
    await noticeIn(page, 'It is tried again.')
    await expect.poll(() => inbox.counts()).toMatchObject({ dead: 1, waiting: 1 })
    await page.locator('.count', { hasText: '1 dead' }).waitFor()
    await page.getByRole('button', { name: 'Retry the dead' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Retry' }).click()
    await noticeIn(page, 'One entry is tried again.')
    await expect.poll(() => inbox.counts()).toMatchObject({ dead: 0, waiting: 2 })
  })

  test('drops an entry, and runs a done one again, but not unasked', async () => {
    const { page, inbox } = await setUp()
    await page.getByRole('button', { name: 'Drop' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    expect(await inbox.counts()).toMatchObject({ dead: 2 })
    await page.getByRole('button', { name: 'Drop' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Drop' }).click()
    await noticeIn(page, 'It was dropped.')
    await expect.poll(() => inbox.counts()).toMatchObject({ dead: 1 })
    await page.locator('.count', { hasText: '1 dead' }).waitFor()
    await rowsOf(page).last().click()
    await page.getByRole('button', { name: 'Run again' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Run again' }).click()
    await expect.poll(() => inbox.counts()).toMatchObject({ done: 0, waiting: 1 })
  })

  test('follows what happens in the inbox, and is found again after a reload', async () => {
    const { page, inbox } = await setUp()
    await inbox.drop({ state: 'dead' })
    await page.locator('.count', { hasText: /^1 delayed, 1 done$/ }).waitFor()
    await page.reload()
    await page.locator('.count', { hasText: /^1 delayed, 1 done$/ }).waitFor()
    await page.keyboard.press('j')
    await cardOf(page).getByText('Done, after').waitFor()
    await page.getByRole('button', { name: 'Deliveries' }).click()
    await page.getByText('Waiting for the first delivery').waitFor()
  })

  test('changes nothing for anybody but the page', async () => {
    const { inbox, listening } = await setUp()
    const response = await fetch(`${listening.inspector}/api/inbox/retry`, { method: 'POST' })
    expect(response.status).toBe(403)
    expect(await inbox.counts()).toMatchObject({ dead: 2 })
  })

  test.each([
    ['light', { width: 1280, height: 800 }],
    ['dark', { width: 375, height: 740 }],
  ] as const)(
    'axe finds nothing, and nothing is wider than the screen: %s, %o',
    async (colorScheme, viewport) => {
      const { page } = await setUp(viewport)
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const check = async () => {
        await page.evaluate(axe.source)
        const { violations } = await page.evaluate<axe.AxeResults>('axe.run()')
        expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
        if (process.env.SHOTS)
          await page.screenshot({ path: `${process.env.SHOTS}/inbox-${colorScheme}-${shot++}.png` })
      }
      let shot = 0
      await check()
      await rowsOf(page).first().click()
      await headingOf(page).waitFor()
      await check()
      await page.getByRole('button', { name: 'Drop' }).click()
      await page.getByRole('dialog').waitFor()
      await check()
    },
  )
})

test('an inbox that cannot be reached is an error at the start', async () => {
  writeFileSync(join(listen.cwd(), 'package.json'), '{}')
  symlinkSync(join(import.meta.dirname, '../../../node_modules'), join(listen.cwd(), 'node_modules'))
  const { code, stderr } = await listen.runToEnd([
    '--port',
    '0',
    '--redis',
    `redis://127.0.0.1:${await closedPort()}`,
  ])
  expect(code).toBe(2)
  expect(stderr).toContain('cannot be used: ECONNREFUSED')
})
