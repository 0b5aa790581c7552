import { once } from 'node:events'
import { appendFile, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { joggDelivery } from '@vidhook/core/testing'
import { describe, expect, test } from 'vitest'
import { startApp } from './listen-app.js'
import { type Listening, secret, send, useListen } from './listen-process.js'

const listen = useListen()

describe('the file', () => {
  const idsIn = async ({ inspector }: Listening): Promise<readonly number[]> => {
    const overview = await (await fetch(`${inspector}/api/deliveries`)).json()
    return overview.deliveries.map(({ id }: { readonly id: number }) => id)
  }
  const deliver = async (listening: Listening, times: number) => {
    for (let left = times; left > 0; left--) {
      await send(await joggDelivery('generated_image_success', { secret, url: listening.url }))
      await listening.next()
    }
  }

  test('keeps every delivery that was answered, even when the process is killed', async () => {
    const first = await listen.start()
    await deliver(first, 3)
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    const second = await listen.start()
    expect(await idsIn(second)).toEqual([1, 2, 3])
    await deliver(second, 1)
    expect(await idsIn(second)).toEqual([1, 2, 3, 4])
  })

  test('is read up to a last line that was torn, and goes on cleanly after it', async () => {
    const first = await listen.start()
    await deliver(first, 2)
    await first.stop()
    await appendFile(first.file, '{"line":"delivery","delivery":{"id":3,"rece')
    const second = await listen.start()
    expect(await idsIn(second)).toEqual([1, 2])
    await deliver(second, 1)
    expect(second.output()).toContain('Left out one line of')
    await second.stop()
    const third = await listen.start()
    expect(await idsIn(third)).toEqual([1, 2, 3])
    expect(third.output()).not.toContain('could not be read')
  })

  test('shows a delivery whose answer never came as interrupted', async () => {
    const app = await startApp(listen.later, () => {})
    const reached = once(app.server, 'request')
    const first = await listen.start(['--forward', app.url])
    const lost = send(await joggDelivery('generated_image_success', { secret, url: first.url })).catch(
      () => {},
    )
    await reached
    first.child.kill('SIGKILL')
    await Promise.all([lost, once(first.child, 'exit')])
    const second = await listen.start()
    const { deliveries } = await (await fetch(`${second.inspector}/api/deliveries`)).json()
    expect(deliveries).toMatchObject([{ id: 1, outcome: 'interrupted' }])
  })

  test('keeps as many as it is told to, the newest', async () => {
    const first = await listen.start(['--keep', '2'])
    await deliver(first, 5)
    expect(await idsIn(first)).toEqual([4, 5])
    await first.stop()
    expect(await idsIn(await listen.start(['--keep', '2']))).toEqual([4, 5])
  })

  test('is read by nobody else, and never committed', async () => {
    const listening = await listen.start()
    await deliver(listening, 1)
    expect((await stat(listening.file)).mode & 0o777).toBe(0o600)
    expect((await stat(join(listen.cwd(), '.vidhook'))).mode & 0o777).toBe(0o700)
    expect(await readFile(join(listen.cwd(), '.vidhook', '.gitignore'), 'utf8')).toBe('*\n')
  })

  test('belongs to one process at a time, and is free again when that one was killed', async () => {
    const first = await listen.start()
    const { code, stderr } = await listen.runToEnd(['--port', '0'])
    expect(code).toBe(2)
    expect(stderr).toContain(`(process ${first.child.pid})`)
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    expect((await listen.start()).url).toMatch(/^http:/)
  })

  test('is refused with a reason where it cannot be', async () => {
    await writeFile(join(listen.cwd(), 'taken'), '')
    const { code, stderr } = await listen.runToEnd(['--port', '0', '--data', 'taken'])
    expect(code).toBe(2)
    expect(stderr).toContain('--data: deliveries cannot be stored. ')
  })
})
