import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { closedPort } from './serve.js'
import { temporaryFolder, vidhook } from './vidhook.js'

const env = { JOGG_WEBHOOK_SECRET: 'whsec_of_the_tests' }
const TO = ['--to', 'http://localhost/']

describe('a command that fails', () => {
  test.each<[string, readonly string[], string, string]>([
    ['an unknown option', ['listen', '--prot', '1'], 'usage', "unknown option '--prot'"],
    ['an unknown command', ['sned'], 'usage', "unknown command 'sned'"],
    ['a bad value', ['listen', '--port', 'x'], 'usage', 'It must be a whole number'],
    ['a missing secret', ['doctor', 'http://localhost:1', '--provider', 'jogg'], 'failed', 'No secret'],
    ['no package.json', ['init', '--yes'], 'failed', 'There is no package.json'],
    ['no inbox', ['inbox', 'list'], 'failed', 'Where is the inbox?'],
  ])('says why as one line of JSON with --json: %s', async (_what, args, code, message) => {
    const run = await vidhook([...args, '--json'])
    expect(run.code).toBe(2)
    expect(run.stdout.trim().split('\n')).toHaveLength(1)
    expect(JSON.parse(run.stdout)).toEqual({ error: expect.stringContaining(message), code })
  })

  test.each<[readonly string[], string]>([
    [['listen', '--prot', '1'], "vidhook: unknown option '--prot'"],
    [['inbox', 'list'], 'vidhook: Where is the inbox?'],
  ])('begins with vidhook: whoever found the mistake', async (args, line) => {
    const run = await vidhook(args)
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr.startsWith(line)).toBe(true)
    expect(run.stderr).not.toContain('error:')
  })

  test('an endpoint that is not there is told once, as its result', async () => {
    const to = `http://127.0.0.1:${await closedPort()}/`
    const run = await vidhook(['send', 'jogg', 'generated_image_success', '--to', to, '--json'], { env })
    expect(run.code).toBe(2)
    expect(JSON.parse(run.stdout)).toMatchObject({ acknowledged: false })
  })
})

describe('a file that cannot be used is named in plain words:', () => {
  test.each<[string, readonly string[], string]>([
    ['missing', ['verify', 'body.json', '--signature', 'x'], 'body.json does not exist.'],
    [
      'missing, of an option',
      ['send', 'jogg', '--from', 'no.json', ...TO],
      '--from: no.json does not exist.',
    ],
    ['a folder', ['verify', 'folder', '--signature', 'x'], 'folder is a folder, not a file.'],
    [
      'below a file',
      ['listen', '--data', 'package.json/x', '--port', '0'],
      'cannot exist: a part of its path is a file',
    ],
  ])('%s', async (_what, args, message) => {
    const cwd = temporaryFolder()
    mkdirSync(join(cwd, 'folder'))
    writeFileSync(join(cwd, 'package.json'), '{}')
    const run = await vidhook(args, { cwd, env })
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain(message)
    expect(run.stderr).not.toMatch(/ENOENT|EISDIR|ENOTDIR|\n\s+at /)
  })
})
