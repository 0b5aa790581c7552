import { readFile } from 'node:fs/promises'
import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { describe, expect, test } from 'vitest'
import { startApp } from './listen-app.js'
import { deliver, headingOf, noticeIn, rowsOf, selectedIn, textOf, useBrowser } from './listen-browser.js'
import { hooxSecret, secret, send, useListen } from './listen-process.js'

const listen = useListen()
const browser = useBrowser(listen)

describe.runIf(browser.isThere)('the list', () => {
  test('has the newest delivery open at the start, and leaves it open when others come', async () => {
    const listening = await listen.start()
    await deliver(listening, 'generated_image_failed')
    await deliver(listening, 'generated_image_success')
    const { page } = await browser.open(listening)
    await headingOf(page).getByText('generated_image_success').waitFor()
    await deliver(listening, 'create_avatar_success')
    await page.getByText('3 deliveries').waitFor()
    expect(await textOf(selectedIn(page))).toBe('generated_image_success')
    expect(await textOf(headingOf(page))).toBe('generated_image_success')
  })

  test('opens the first delivery that comes', async () => {
    const listening = await listen.start()
    const { page } = await browser.open(listening)
    await page.getByText('Waiting for the first delivery').waitFor()
    await deliver(listening, 'generated_image_success')
    await headingOf(page).getByText('generated_image_success').waitFor()
  })

  test('says what the provider was answered, in the same words as the terminal and the delivery', async () => {
    const app = await startApp(listen.later, (_request, response) => response.writeHead(202).end())
    const { child, output } = listen.spawn(['--port', '0', '--forward', app.url])
    const url = await output.until(/Deliveries +(http:\S+)/)
    const inspector = await output.until(/Inspector +(http:\S+)/)
    await send(await joggDelivery('generated_image_success', { secret: 'forged', url }))
    const line = await output.until(/#1 (generated_image_success[^\n]*)/)
    const [, duration] = /answered 202 in ([\d.]+ m?s) · ✗ not verified: signature_mismatch/.exec(line) ?? []
    expect(line).toContain('rejected 401 unauthenticated')

    const { page } = await browser.open({ inspector })
    const row = page.locator('#delivery-1')
    expect(await textOf(row.locator('.status'))).toBe('202')
    expect(await textOf(row)).toContain(`✗rejected${duration}`)
    const cards = page.locator('.card').getByRole('heading')
    await cards.first().waitFor()
    expect(await cards.allTextContents()).toEqual([
      'Answered 202',
      'Not verified: signature_mismatch',
      'Outcome: rejected 401 unauthenticated',
    ])
    expect(await textOf(page.locator('.card').first())).toContain(
      `Answered after ${duration}. JoggAI waits 5 s.`,
    )
    child.kill('SIGINT')
  })

  test('has an event and its retries, repeats and replays in one place', async () => {
    let status = 500
    const app = await startApp(listen.later, (_request, response) => response.writeHead(status).end())
    const listening = await listen.start(['--forward', app.url])
    const retried = await joggDelivery('generated_image_success', { secret, url: listening.url })
    const forged = await joggDelivery('generated_video_success', { secret: 'forged', url: listening.url })
    await send(retried)
    await send(forged)
    await deliver(listening, 'create_avatar_success')
    await send(forged)
    status = 200
    await send(retried)
    const { page } = await browser.open(listening)
    await page.getByText('5 deliveries').waitFor()
    const idsIn = async (name: string) =>
      (await page.getByRole('group', { name }).getByRole('option').all()).map((row) => row.getAttribute('id'))
    expect(await Promise.all(await idsIn('generated_image_success, 2 times'))).toEqual([
      'delivery-5',
      'delivery-1',
    ])
    expect(await Promise.all(await idsIn('generated_video_success, 2 times'))).toEqual([
      'delivery-4',
      'delivery-2',
    ])
    await page.getByRole('button', { name: 'Replay' }).click()
    await noticeIn(page, 'Replayed #5 as #6.') // the new one is open by then
    await page.getByRole('group', { name: 'generated_image_success, 3 times' }).waitFor()
    await page.keyboard.press('j')
    expect(await page.locator('[aria-selected=true]').getAttribute('id')).toBe('delivery-5')
    expect(await rowsOf(page).count()).toBe(6)
  })

  test('shows a duplicate without a color', async () => {
    const listening = await listen.start()
    const delivery = await joggDelivery('generated_image_success', { secret, url: listening.url })
    await send(delivery)
    await send(delivery)
    const { page } = await browser.open(listening)
    await page.getByRole('heading', { name: 'Outcome: duplicate 200' }).waitFor()
    const colorOf = (selector: string) =>
      page.locator(selector).evaluate((element) => getComputedStyle(element).color)
    expect(await colorOf('#delivery-2 .badge')).toBe(await colorOf('#delivery-2 .facts'))
    expect(await colorOf('#delivery-1 .badge')).not.toBe(await colorOf('#delivery-1 .facts'))
  })

  test('is filtered by provider', async () => {
    const listening = await listen.start()
    await deliver(listening, 'generated_image_success')
    await send(
      await hooxDelivery('video_export.completed', { callbackSecret: hooxSecret, url: listening.url }),
    )
    const { page } = await browser.open(listening)
    await page.getByText('2 deliveries').waitFor()
    await page.getByRole('combobox', { name: 'Provider' }).selectOption('Hoox')
    await page.getByText('1 of 2').waitFor()
    expect(await textOf(rowsOf(page))).toContain('video_export.completed')
  })

  test('cuts off no status, duration or time, however narrow it is', async () => {
    const listening = await listen.start()
    const url = `${listening.url}/${'x'.repeat(300)}`
    await send(await joggDelivery('generated_image_success', { secret, url }))
    await send(await joggDelivery(`generated_${'long_'.repeat(60)}`, { secret, url }))
    const { page } = await browser.open(listening, { width: 320, height: 700 })
    await page.getByText('2 deliveries').waitFor()
    const cut = await page
      .locator('#list :is(.status, .facts, time)')
      .evaluateAll((all) => all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length)
    expect(cut).toBe(0)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  })
})

describe.runIf(browser.isThere)('the list’s buttons', () => {
  test('send a sample, signed, to the application', async () => {
    const app = await startApp(listen.later, (_request, response) => response.end())
    const listening = await listen.start(['--forward', app.url])
    const { page } = await browser.open(listening)
    await page.getByRole('button', { name: 'Try a sample' }).click()
    const dialog = page.getByRole('dialog', { name: 'Send a sample' })
    await dialog.getByLabel('Event').selectOption('generated_script_failed')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.keyboard.press('s')
    await dialog.waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Outcome: processed 200' }).waitFor()
    expect(await textOf(page.locator('#detail .facts'))).toContain('sample · POST /webhooks/jogg')

    await page.getByRole('button', { name: 'Try a sample' }).click()
    await dialog.getByLabel('Event').selectOption('video_export.failed')
    await dialog.getByRole('button', { name: 'Send' }).click()
    await headingOf(page).getByText('video_export.failed').waitFor()
    expect(await textOf(page.locator('#detail'))).toContain('The URL was signed with your secret')
    expect(app.requests.map(({ url }) => url?.replace(/\?.*/, ''))).toEqual([
      '/webhooks/jogg',
      '/webhooks/hoox',
    ])
  })

  test('send a sample to the path that --forward gives', async () => {
    const app = await startApp(listen.later, (_request, response) => response.end())
    const listening = await listen.start(['--forward', `${app.url}/api/hooks`])
    const { page } = await browser.open(listening)
    await page.keyboard.press('s')
    await page.getByLabel('Event').last().selectOption('video_export.completed')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('heading', { name: 'Outcome: processed 200' }).waitFor()
    expect(app.requests[0]?.url).toMatch(/^\/api\/hooks\?vidhook=/)
  })

  test('send a sample without a secret as well, and say that it is not signed', async () => {
    const listening = await listen.start([], {})
    const { page } = await browser.open(listening)
    await page.keyboard.press('s')
    await page.locator('optgroup[label="JoggAI, not signed: no secret"]').waitFor({ state: 'attached' })
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('heading', { name: 'Not verified: no secret' }).waitFor()
  })

  test('clear what was answered, on every page and in the file, once it was confirmed', async () => {
    let answer = () => {}
    const app = await startApp(listen.later, (request, response) => {
      if (request.headers['x-webhook-event'] === 'create_avatar_success') answer = () => response.end()
      else response.end()
    })
    const listening = await listen.start(['--forward', app.url])
    await deliver(listening, 'generated_image_success')
    const slow = send(await joggDelivery('create_avatar_success', { secret, url: listening.url }))
    const [{ page }, other] = [await browser.open(listening), await browser.open(listening)]
    await other.page.getByText('2 deliveries').waitFor()
    await expect.poll(() => app.requests.length).toBe(2)

    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(await rowsOf(page).count()).toBe(2)
    // Where the focus was before.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Clear')
    await page.getByRole('button', { name: 'Clear' }).click()
    const dialog = page.getByRole('dialog', { name: 'Clear all deliveries?' })
    await dialog.getByRole('button', { name: 'Clear' }).click()
    for (const each of [page, other.page]) await each.getByText('1 delivery').waitFor()
    answer()
    await slow
    await page.getByRole('heading', { name: /^Outcome: / }).waitFor()
    await listening.stop()
    const file = await readFile(listening.file, 'utf8')
    expect(file).toContain('create_avatar_success')
    expect(file).not.toContain('generated_image_success')
  })

  test('export the deliveries that are listed, with readable bodies', async () => {
    const listening = await listen.start()
    await deliver(listening, 'generated_image_success', { image_id: 'i_1' })
    await deliver(listening, 'create_avatar_success')
    const body = Buffer.of(0, 255)
    await send(await joggDelivery('e', { secret, url: listening.url, body }))
    const { page } = await browser.open(listening)
    const exported = async () => {
      const download = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Export' }).click()
      expect((await download).suggestedFilename()).toBe('vidhook-deliveries.json')
      return JSON.parse(await readFile(await (await download).path(), 'utf8'))
    }
    const all = await exported()
    expect(all).toMatchObject([
      { id: 1, request: { bodyEncoding: 'utf-8' }, result: { outcome: { kind: 'processed' } } },
      { id: 2 },
      { id: 3, request: { bodyEncoding: 'base64', body: body.toString('base64') } },
    ])
    expect(JSON.parse(all[0].request.body)).toMatchObject({ data: { image_id: 'i_1' } })
    await page.getByLabel('Event').selectOption('create_avatar_success')
    expect(await exported()).toMatchObject([{ id: 2 }])
  })
})
