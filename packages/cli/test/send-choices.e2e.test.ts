import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { serve } from './serve.js'
import { hasTerminal, inTerminal } from './terminal.js'
import { temporaryFolder, vidhook } from './vidhook.js'

const env = { JOGG_WEBHOOK_SECRET: 'whsec_of_the_tests', HOOX_CALLBACK_SECRET: 'callback secret' }

describe('vidhook send: the event', () => {
  test('a misspelt name is an error that tells the right one', async () => {
    const { url, names } = await recorder()
    const args = ['send', 'jogg', 'generated_image_sucess', '--to', url]
    const run = await vidhook(args, { env })
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain('Did you mean generated_image_success?')
    expect(names).toEqual([])
  })

  test('a name unlike all others is an error that tells how to list them, and how to send it all the same', async () => {
    const { url, names } = await recorder()
    const args = ['send', 'hoox', 'x.y', '--to', url]
    const refused = await vidhook(args, { env })
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toContain('vidhook events hoox lists them')
    expect(refused.stderr).toContain('add --unknown')
    expect(await vidhook([...args, '--unknown'], { env })).toMatchObject({ code: 0, stderr: '' })
    expect(names).toEqual(['x'])
  })

  test('the name in a file is sent as it stands', async () => {
    const { url, names } = await recorder()
    const stdin = '{"event":"generated_image_sucess","event_id":"evt_1"}'
    expect(await vidhook(['send', 'jogg', '--from', '-', '--to', url], { env, stdin })).toMatchObject({
      code: 0,
    })
    expect(names).toEqual(['generated_image_sucess'])
  })

  test('without a terminal, nobody is asked for it', async () => {
    const run = await vidhook(['send', 'jogg', '--to', 'http://localhost/'], { env })
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain('Nothing to send: give the name of an event')
  })
})

describe('vidhook send: the URL', () => {
  test('is that of the last time in this folder, for each provider', async () => {
    const cwd = temporaryFolder()
    const [jogg, hoox] = [await recorder(), await recorder()]
    await vidhook(['send', 'jogg', 'generated_image_success', '--to', jogg.url], { env, cwd })
    await vidhook(['send', 'hoox', 'video_export.completed', '--to', hoox.url], { env, cwd })
    const again = await vidhook(['send', 'jogg', 'generated_image_failed'], { env, cwd })
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining(`POST ${jogg.url}`) })
    expect(jogg.names).toEqual(['generated_image_success', 'generated_image_failed'])
    expect(hoox.names).toEqual(['video_export'])
    expect(readFileSync(join(cwd, '.vidhook/.gitignore'), 'utf8')).toBe('*\n')
    expect(statSync(join(cwd, '.vidhook/send.json')).mode & 0o077).toBe(0)
  })

  test('is not remembered if nothing answered there, or if it is a credential', async () => {
    const cwd = temporaryFolder()
    await vidhook(['send', 'jogg', 'generated_image_success', '--to', 'http://127.0.0.1:1/'], { env, cwd })
    const { url } = await recorder()
    await vidhook(['send', 'hoox', 'video_export.completed', '--to', `${url}?vidhook=abc`], { cwd })
    expect(existsSync(join(cwd, '.vidhook'))).toBe(false)
  })
})

describe.runIf(hasTerminal('vidhook send at a terminal'))('at a terminal', { timeout: 60_000 }, () => {
  test('the event is chosen from a list, and the URL asked for', async () => {
    const { url, names } = await recorder()
    const { code } = await inTerminal(['send', 'jogg'], {
      env,
      press: [
        { after: 'To which URL', keys: `\u0015${url}\r` },
        { after: 'Which event', keys: 'motion_failed\r' },
      ],
    })
    expect(code).toBe(0)
    expect(names).toEqual(['generated_motion_failed'])
  })

  test('Ctrl-C sends nothing', async () => {
    const { url, names } = await recorder()
    const press = [{ after: 'Which event', keys: '\u0003' }]
    const { code, screen } = await inTerminal(['send', 'jogg', '--to', url], { env, press })
    expect(code).toBe(130)
    expect(screen).toContain('vidhook: Nothing was sent.')
    expect(names).toEqual([])
  })
})

/** An endpoint that takes everything, and the names of the events it got. */
async function recorder() {
  const names: unknown[] = []
  const url = await serve(async (request, response) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    const { event, task } = JSON.parse(body)
    names.push(event ?? task)
    response.end()
  })
  return { url, names }
}
