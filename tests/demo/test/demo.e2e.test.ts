import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createColors } from 'picocolors'
import { expect, test } from 'vitest'
import type { Program } from '../src/app-process.js'
import { runDemo } from '../src/run-demo.js'
import { forged } from '../src/scenarios/forged.js'
import type { Screen } from '../src/screen.js'

const ESCAPE = String.fromCharCode(27)

test('piped, it is plain text, ends by itself, and exits with 0 if every answer was as promised', async () => {
  const { demo, output } = startDemo({ CI: '1' })
  expect(await once(demo, 'close')).toEqual([0, null])
  expect(output()).not.toContain(ESCAPE)
  expect(output()).toContain('EXPRESS  FASTIFY  NEXT')
  expect(output()).toContain('✓ Every answer was as promised.')
  expect(output()).not.toContain('✗')
})

test('interrupted, it takes its apps with it and exits with 1', async () => {
  const { demo, output } = startDemo({})
  while (!output().includes('SENT')) await once(demo.stdout, 'data')
  demo.kill('SIGINT')
  expect(await once(demo, 'close')).toEqual([1, null])
  expect(output()).toContain('Stopped by SIGINT.')
  const urls = output().match(/http:\/\/\S+/g) ?? []
  expect(urls).toHaveLength(3)
  for (const url of urls) await expect(fetch(url)).rejects.toThrow('fetch failed')
})

test('an app that accepts a forgery is found out, with what it did instead', async () => {
  const screen = createPaper()
  expect(await run('accepts-everything.js', screen)).toBe(false)
  expect(screen.printed()).toContain('✗ Not as promised (10):')
  expect(screen.printed()).toContain(
    'Broken, signed with another secret: 200 processed, anything; promised: 401 rejected, no handler',
  )
  // It reports other requests as well: the demo had requested /health.
  expect(screen.printed()).toContain('Broken reported a delivery that nobody sent: 200 processed')
})

test('of an app that does not start, its output is shown', async () => {
  await expect(run('does-not-start.js', createPaper())).rejects.toThrow(
    /^Broken ended with code 1\. It printed:\n.*Connecting to the database ….*no database here/s,
  )
})

function startDemo(env: Record<string, string>) {
  const entry = fileURLToPath(new URL('../dist/index.js', import.meta.url))
  const demo = spawn(process.execPath, [entry], {
    env: { ...process.env, FORCE_COLOR: undefined, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  demo.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  return { demo, output: () => text }
}

function run(program: string, screen: Screen): Promise<boolean> {
  const broken: Program = {
    name: 'Broken',
    directory: fileURLToPath(new URL('programs/', import.meta.url)),
    args: [program],
  }
  return runDemo({
    programs: [broken],
    sections: [forged],
    screen,
    signal: new AbortController().signal,
  })
}

function createPaper(): Screen & { printed(): string } {
  const lines: string[] = []
  return {
    width: 120,
    colors: createColors(false),
    print: (...more) => void lines.push(...more),
    draw() {},
    close() {},
    printed: () => lines.join('\n'),
  }
}
