import { readFile } from 'node:fs/promises'
import { signCallbackUrl } from '@vidhook/core'
import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { describe, expect, test } from 'vitest'
import { hooxSecret, secret, send, useListen } from './listen-process.js'

const listen = useListen()

describe('what it says', () => {
  test('never holds a secret, nor the proof that a URL carries', async () => {
    const listening = await listen.start()
    const url = await signCallbackUrl(listening.url, { secret: hooxSecret })
    await send(await hooxDelivery('video_export.completed', { url }))
    await send(await joggDelivery('generated_image_success', { secret, url: listening.url }))
    await listening.next()
    await listening.next()
    const proof = new URL(url).searchParams.get('vidhook') ?? ''
    const page = await (await fetch(listening.inspector)).text()
    const overview = await (await fetch(`${listening.inspector}/api/deliveries`)).text()
    for (const said of [listening.output(), page, overview, await readFile(listening.file, 'utf8')]) {
      expect(said).not.toContain(secret)
      expect(said).not.toContain(hooxSecret)
    }
    expect(proof.length).toBeGreaterThan(10)
    expect(listening.output()).not.toContain(proof)
  })

  test('is, in a terminal, a line for each delivery, which no sender can color or break', async () => {
    const { child, output, exited } = listen.spawn(['--port', '0'])
    const url = await output.until(/Deliveries +(http:\S+)/)
    await send(
      await joggDelivery('generated_image_success', {
        secret,
        url,
        body: JSON.stringify({ event_id: '1', event: '\u001b[31mred\nline', timestamp: 1, data: {} }),
        headers: { 'x-webhook-event': 'generated_image_success' },
      }),
    )
    await output.until(/(#1[^\n]*rejected 400 event_mismatch)/)
    await send(await joggDelivery('generated_image_success', { secret, url }))
    await output.until(
      /#2 (generated_image_success {2}answered 200 in [\d.]+ m?s · ✓ verified · processed 200)/,
    )
    child.kill('SIGINT')
    expect(await exited).toBe(0)
    expect(output.all()).toContain(String.raw`\u001b[31mred\u000aline`)
    expect(output.all()).not.toContain('\u001b')
  })

  test('names the fields that a handler does not get, and no sender can color or break them', async () => {
    const { output } = listen.spawn(['--port', '0'])
    const url = await output.until(/Deliveries +(http:\S+)/)
    const data: object = { video_url: 7, project_id: 'p1', duration: '\u001b[31m30' }
    await send(await joggDelivery('generated_avatar_video_success', { secret, url, data }))
    const line = await output.until(/( {9}Handlers get it without [^\n]*)\n/)
    expect(line).toContain('data.video_url (number), data.duration (string): not of the documented type.')
    expect(line).toContain('docs/errors.md#field_left_out')
  })

  test('is an error that names the option when the port is taken', async () => {
    const listening = await listen.start()
    const { port } = new URL(listening.url)
    const { code, stderr } = await listen.runToEnd(['--port', port, '--data', 'elsewhere'])
    expect(code).toBe(2)
    expect(stderr.trim()).toBe(
      `vidhook: Port ${port} is taken. Choose another with --port, or 0 for any that is free.`,
    )
  })
})
