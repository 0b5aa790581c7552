import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { serve } from './serve.js'
import { hasTerminal, inTerminal } from './terminal.js'
import { temporaryFolder, vidhook } from './vidhook.js'

const ESCAPE = '\u001b['
const CTRL_C = '\u0003'

/** The first choice of each question. */
const CHOICES = [
  { after: 'Whose webhooks', keys: '\r' },
  { after: 'Where are events remembered', keys: '\r' },
]

/** Says "Nothing was written." in plain text, and what it would write with some of it bold and dim. */
const COLORFUL = ['init', '--dry-run']

describe.runIf(hasTerminal('vidhook in a terminal'))('vidhook in a terminal', { timeout: 60_000 }, () => {
  test.each<[string, boolean, Record<string, string>, readonly string[]]>([
    ['is colored', true, {}, []],
    ['is plain under NO_COLOR', false, { NO_COLOR: '1' }, []],
    ['is plain where colors cannot be shown', false, { TERM: 'dumb' }, []],
    ['is plain with --no-color, whatever the environment says', false, { FORCE_COLOR: '1' }, ['--no-color']],
  ])('%s', async (_name, colored, env, args) => {
    const { code, screen } = await inTerminal([...COLORFUL, ...args], { env, cwd: project() })
    expect(code).toBe(0)
    expect(screen).toContain('webhooks/jogg.js')
    expect(screen.includes(ESCAPE)).toBe(colored)
  })

  test('asks before it writes, and takes Ctrl-C for no', async () => {
    const cwd = project()
    const press = [...CHOICES, { after: 'Write 2 files', keys: CTRL_C }]
    const { code, screen } = await inTerminal(['init'], { cwd, press })
    expect(code).toBe(130)
    expect(screen).toContain('vidhook: Nothing was done.')
    expect(existsSync(join(cwd, 'webhooks'))).toBe(false)
  })

  test('writes once it was told yes', async () => {
    const cwd = project()
    const { code } = await inTerminal(['init'], {
      cwd,
      press: [...CHOICES, { after: 'Write 2 files', keys: 'y' }],
    })
    expect(code).toBe(0)
    expect(existsSync(join(cwd, 'webhooks/jogg.js'))).toBe(true)
  })

  test('shows how far --count is, and at Ctrl-C what was sent until then', async () => {
    let requests = 0
    const url = await serve((_request, response) => {
      requests += 1
      if (requests <= 3) response.end() // the fourth is never answered
    })
    const args = [
      'send',
      'jogg',
      'generated_image_success',
      '--to',
      url,
      '--count',
      '9',
      '--concurrency',
      '1',
    ]
    const { code, screen } = await inTerminal(args, {
      env: { JOGG_WEBHOOK_SECRET: 'whsec_of_the_test' },
      press: [{ after: ' 3/9', keys: CTRL_C }],
    })
    expect(code).toBe(130)
    expect(screen).toContain('3 × generated_image_success')
    expect(screen).toContain('Interrupted: 3 of 9 were finished.')
  })
})

describe('vidhook in a pipe', () => {
  test.each<[string, boolean, Record<string, string>]>([
    ['is plain', false, {}],
    ['is colored under FORCE_COLOR', true, { FORCE_COLOR: '1' }],
  ])('%s', async (_name, colored, env) => {
    const { stdout } = await vidhook(COLORFUL, { env, cwd: project() })
    expect(stdout.includes(ESCAPE)).toBe(colored)
  })
})

function project(): string {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies: { express: '*' } }))
  return folder
}
