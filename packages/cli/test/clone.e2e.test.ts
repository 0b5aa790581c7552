import { spawn } from 'node:child_process'
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { ended, temporaryFolder } from './vidhook.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))

describe('in a clone of the repository', () => {
  test('npx runs the command line that was built there', async () => {
    const { code, stdout } = await run('npx', ['--no-install', 'vidhook', '--version'], root)
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${manifest.version}\n` })
  })

  test('it says to build first if nothing is built', async () => {
    const clone = temporaryFolder()
    mkdirSync(join(clone, 'bin'))
    copyFileSync(join(root, 'packages/cli/bin/vidhook.js'), join(clone, 'bin/vidhook.js'))
    const { code, stderr } = await run(process.execPath, ['bin/vidhook.js', '--help'], clone)
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'vidhook: This clone is not built yet. Build it first: npm run build\n',
    })
  })
})

function run(program: string, args: readonly string[], cwd: string) {
  const child = spawn(program, args, { cwd })
  onTestFinished(() => void child.kill('SIGKILL'))
  return ended(child)
}
