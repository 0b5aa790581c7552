import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { describe, expect, test } from 'vitest'
import { startApp } from './listen-app.js'
import { copiedIn, deliver, headingOf, noticeIn, textOf, useBrowser } from './listen-browser.js'
import { hooxSecret, secret, send, useListen } from './listen-process.js'

const run = promisify(execFile)
const listen = useListen()
const browser = useBrowser(listen)

describe.runIf(browser.isThere)('a delivery on the page', () => {
  test('sends a delivery again, and the application gets it again', async () => {
    const app = await startApp(listen.later, (_request, response) => response.end('{"ok":true}'))
    const listening = await listen.start(['--forward', app.url])
    await deliver(listening, 'generated_image_success')
    const { page } = await browser.open(listening)
    await page.keyboard.press('j')
    await page.getByRole('button', { name: 'Replay' }).click()
    await noticeIn(page, 'Replayed #1 as #2.')
    expect(await textOf(page.locator('#delivery-2'))).toContain('replayed from #1')
    expect(await textOf(page.locator('#detail'))).toContain('Outcome: duplicate 200')
    expect(await textOf(page.getByLabel('Answer of your app'))).toBe('{"ok":true}')
    expect(app.requests[1]?.body.equals(app.requests[0]?.body ?? Buffer.of())).toBe(true)
  })

  test('edits a delivery and signs it anew, as JoggAI and as Hoox', async () => {
    const listening = await listen.start()
    await deliver(listening, 'generated_image_success')
    const hoox = { callbackSecret: hooxSecret, context: { user: 'u_1' }, url: listening.url }
    await send(await hooxDelivery('video_export.completed', hoox))
    const { page } = await browser.open(listening)
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
      const said = await textOf(page.locator('#detail'))
      expect(said).toContain('Verified')
      expect(said).toContain('Outcome: processed 200')
      expect(said).toContain(after)
    }
    expect(await textOf(page.locator('#detail'))).toContain('{"user":"u_1"}')
  })

  test('sends an edited delivery with its old signature, if that is wanted, and shows that it is refused', async () => {
    const listening = await listen.start()
    await deliver(listening, 'generated_image_success')
    const { page } = await browser.open(listening)
    await page.keyboard.press('j')
    await headingOf(page).waitFor()
    await page.keyboard.press('e')
    await page.getByLabel('Body', { exact: true }).fill('{"event":"tampered"}')
    await page.getByLabel('Sign the body with your secret').uncheck()
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Not verified: signature_mismatch').waitFor()
    await page.keyboard.press('e')
    await page.getByLabel('Headers', { exact: true }).fill('no header')
    await page.getByRole('button', { name: 'Send' }).click()
    expect(await textOf(page.getByRole('alert'))).toBe('A header is "name: value", not "no header".')
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
    const { page } = await browser.open(listening)
    for (const id of bodies.keys()) {
      await page.locator(`#delivery-${id + 1}`).click()
      await page.locator('#detail .facts', { hasText: `#${id + 1} ` }).waitFor()
      await page.keyboard.press('c')
      await noticeIn(page, 'Copied as curl.')
      await run('sh', ['-c', await copiedIn(page)], { cwd: listen.cwd() })
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

  test('copies a delivery as a vitest test that passes', async () => {
    const listening = await listen.start()
    const { url } = listening
    await deliver(listening, 'generated_script_success', { '</script>': `\`\${process.exit()}\`\u2028*/` })
    await send(await joggDelivery('generated_script_success', { secret: 'forged', url }))
    await send(await joggDelivery('generated_hologram_success', { secret, url }))
    await send(await joggDelivery('e', { secret, url, body: Buffer.of(0, 255) }))
    await send(await hooxDelivery('video_export.failed', { callbackSecret: hooxSecret, url }))
    await send(await hooxDelivery('video_export.failed', { url, body: '{"__proto__":{"task":1}}' }))
    await fetch(url)
    const { page } = await browser.open(listening)
    const folder = await mkdtemp(fileURLToPath(new URL('.copied-', import.meta.url)))
    listen.later(() => rm(folder, { recursive: true }))
    for (let id = 1; id <= 7; id++) {
      await page.locator(`#delivery-${id}`).click()
      await page.locator('#detail .facts', { hasText: `#${id} ` }).waitFor()
      await page.keyboard.press('t')
      await noticeIn(page, 'Copied as a vitest test.')
      await writeFile(join(folder, `${id}.test.ts`), await copiedIn(page))
    }
    const vitest = join(dirname(fileURLToPath(import.meta.resolve('vitest/package.json'))), 'vitest.mjs')
    // Else the configuration of this package would be found, further up.
    await writeFile(join(folder, 'vitest.config.js'), 'export default {}')
    const { stdout, stderr } = await run(process.execPath, [vitest, 'run', '--no-color'], {
      cwd: folder,
      env: { PATH: process.env.PATH },
    }).catch((error) => error)
    expect(stdout + stderr).toContain('Tests  7 passed (7)')
  })
})
