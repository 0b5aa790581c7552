import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { project, type Setup, STRICT, shell } from './init-project.js'
import { temporaryFolder, vidhook } from './vidhook.js'

describe('vidhook init writes a receiver whose test passes:', () => {
  const typescript = ['typescript', 'tsx', '@types/node']
  test.each<[string, Setup, readonly string[], readonly string[]]>([
    [
      'Express, TypeScript, vitest',
      { type: 'module', dependencies: ['express', 'vitest', ...typescript], has: ['src/', 'tsconfig.json'] },
      [],
      ['src/webhooks/jogg.ts', 'src/webhooks/jogg.test.ts'],
    ],
    [
      'Express, TypeScript, node:test, Hoox',
      { type: 'module', dependencies: ['express', ...typescript], has: ['tsconfig.json'] },
      ['--provider', 'hoox'],
      ['webhooks/hoox.ts', 'webhooks/hoox.test.ts'],
    ],
    [
      'Express, CommonJS, node:test',
      { dependencies: ['express'] },
      [],
      ['webhooks/jogg.js', 'webhooks/jogg.test.js'],
    ],
    [
      'Express, CommonJS, vitest, Hoox',
      { type: 'commonjs', dependencies: ['express', 'vitest'] },
      ['--provider', 'hoox'],
      ['webhooks/hoox.js', 'webhooks/hoox.test.js'],
    ],
    [
      'Fastify, ES modules, node:test',
      { type: 'module', dependencies: ['fastify'], has: ['src/'] },
      [],
      ['src/webhooks/jogg.js', 'src/webhooks/jogg.test.js'],
    ],
    [
      'Fastify, TypeScript, vitest, Hoox',
      { type: 'module', dependencies: ['fastify', 'vitest', ...typescript] },
      ['--provider', 'hoox'],
      ['webhooks/hoox.ts', 'webhooks/hoox.test.ts'],
    ],
    [
      'Fastify, CommonJS, node:test',
      { dependencies: ['fastify'] },
      [],
      ['webhooks/jogg.js', 'webhooks/jogg.test.js'],
    ],
    [
      'Hono, TypeScript, vitest',
      { type: 'module', dependencies: ['hono', 'vitest', ...typescript], has: ['src/', 'tsconfig.json'] },
      [],
      ['src/webhooks/jogg.ts', 'src/webhooks/jogg.test.ts'],
    ],
    [
      'Hono, CommonJS, node:test, Hoox',
      { dependencies: ['hono'] },
      ['--provider', 'hoox'],
      ['webhooks/hoox.js', 'webhooks/hoox.test.js'],
    ],
    [
      'Nest on Express, TypeScript, node:test',
      {
        dependencies: ['@nestjs/core', '@nestjs/platform-express', 'express', ...typescript],
        has: ['src/', 'tsconfig.json'],
      },
      [],
      ['src/webhooks/jogg.ts', 'src/webhooks/jogg.test.ts'],
    ],
    [
      'Next, App Router, TypeScript, vitest',
      { dependencies: ['next', 'vitest', ...typescript], has: ['src/app/', 'tsconfig.json'] },
      [],
      ['src/app/api/webhooks/jogg/route.ts', 'src/app/api/webhooks/jogg/route.test.ts'],
    ],
    [
      'Next, App Router, JavaScript, node:test, Hoox',
      { dependencies: ['next'], has: ['app/', 'src/'] },
      ['--provider', 'hoox'],
      ['app/api/webhooks/hoox/route.js', 'app/api/webhooks/hoox/route.test.mjs'],
    ],
    [
      'Next, Pages Router, TypeScript, node:test',
      { dependencies: ['next', ...typescript], has: ['src/pages/', 'tsconfig.json'] },
      [],
      ['src/pages/api/webhooks/jogg.ts', 'test/webhooks-jogg.test.ts'],
    ],
    [
      'Next, Pages Router, JavaScript, vitest',
      { type: 'module', dependencies: ['next', 'vitest'], has: ['pages/'] },
      [],
      ['pages/api/webhooks/jogg.js', 'test/webhooks-jogg.test.js'],
    ],
  ])('%s', async (_name, setup, args, paths) => {
    const cwd = project(setup)
    const run = await vidhook(['init', ...args, '--yes'], { cwd })
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(paths.filter((path) => !existsSync(join(cwd, path)))).toEqual([])
    for (const path of paths) expect(run.stdout).toContain(`written  ${path}\n`)

    const command = /Run the test:\n {3}(.*)/.exec(run.stdout)?.[1] ?? ''
    expect(command).toContain(paths[1])
    const { code, output } = await shell(command, cwd)
    expect(code, output).toBe(0)
    expect(output).toMatch(/Tests {2}3 passed|pass 3/)
    if (setup.dependencies.includes('typescript')) {
      expect(await shell(`npx tsc ${STRICT} ${paths.join(' ')}`, cwd)).toEqual({ code: 0, output: '' })
    }
  })
})

describe('vidhook init', () => {
  test('shows every line that it would write, and writes nothing on a dry run', async () => {
    const cwd = project({ type: 'module', dependencies: ['express'] })
    const run = await vidhook(['init', '--dry-run'], { cwd })
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toContain("│ import { joggWebhook } from '@vidhook/express'\n")
    expect(run.stdout).toContain(
      '│ export function joggWebhooks(secret = process.env.JOGG_WEBHOOK_SECRET) {\n',
    )
    expect(run.stdout).toContain('Nothing was written.\n')
    expect(readdirSync(cwd).sort()).toEqual(['node_modules', 'package.json'])
  })

  test('does not write unasked: without a terminal it needs --yes', async () => {
    const cwd = project({ dependencies: ['express'] })
    const run = await vidhook(['init'], { cwd, stdin: 'y\n' })
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('add --yes') })
    expect(existsSync(join(cwd, 'webhooks'))).toBe(false)
  })

  test('never overwrites: if one file is there, neither is written', async () => {
    const cwd = project({ dependencies: ['express'] })
    mkdirSync(join(cwd, 'webhooks'))
    writeFileSync(join(cwd, 'webhooks/jogg.test.js'), 'mine')
    const run = await vidhook(['init', '--yes'], { cwd })
    expect(run).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('webhooks/jogg.test.js already exists'),
    })
    expect(readFileSync(join(cwd, 'webhooks/jogg.test.js'), 'utf8')).toBe('mine')
    expect(readdirSync(join(cwd, 'webhooks'))).toEqual(['jogg.test.js'])
  })

  test('writes the receiver of the other provider beside the first', async () => {
    const cwd = project({ dependencies: ['express'] })
    expect((await vidhook(['init', '--yes'], { cwd })).code).toBe(0)
    expect((await vidhook(['init', '--yes', '--provider', 'hoox'], { cwd })).code).toBe(0)
    expect(readdirSync(join(cwd, 'webhooks')).sort()).toEqual([
      'hoox.js',
      'hoox.test.js',
      'jogg.js',
      'jogg.test.js',
    ])
  })

  test.each<[string, Setup | undefined, string]>([
    ['no package.json', undefined, 'There is no package.json'],
    ['no framework', { dependencies: [] }, 'none of express, fastify, hono, @nestjs/core and next'],
    ['two frameworks', { dependencies: ['express', 'next'] }, 'has express and next: name the framework'],
  ])('asks which to write for, with exit code 2: %s', async (_name, setup, message) => {
    const run = await vidhook(['init', '--yes'], { cwd: setup ? project(setup) : temporaryFolder() })
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) })
  })

  test('takes the framework that it is told', async () => {
    const cwd = project({ dependencies: ['express', 'next'] })
    expect((await vidhook(['init', 'express', '--yes'], { cwd })).code).toBe(0)
  })

  test("speaks the package manager's language, and installs what is not there", async () => {
    const cwd = project({ dependencies: ['fastify', 'vitest'], has: ['pnpm-lock.yaml'] })
    const { stdout } = await vidhook(['init', '--yes'], { cwd })
    expect(stdout).toContain('1. Install:\n   pnpm add @vidhook/fastify\n   pnpm add -D @vidhook/core\n')
    expect(stdout).toContain('   pnpm exec vitest run webhooks/jogg.test.js\n')
    expect(stdout).toContain('--to http://localhost:3000/webhooks/jogg\n')
  })

  test.each<[string, readonly string[], string]>([
    ['Hono', ['hono'], 'npm install @vidhook/core\n\n2. Mount it:'],
    ['Hono', ['hono'], "   app.route('/', joggWebhooks())\n"],
    ['Nest on Express', ['@nestjs/core'], '   app.use(joggWebhooks()) // in main.ts, before listen()\n'],
    [
      'Nest on Fastify',
      ['@nestjs/core', '@nestjs/platform-fastify'],
      '   npm install @vidhook/fastify\n   npm install -D @vidhook/core fastify\n',
    ],
    [
      'Nest on Fastify',
      ['@nestjs/core', '@nestjs/platform-fastify'],
      '   await app.register(joggWebhooks) // in main.ts, before listen()\n',
    ],
  ])('says what remains to be done with %s', async (_name, dependencies, lines) => {
    const cwd = project({ type: 'module', dependencies })
    const { stdout } = await vidhook(['init', '--yes'], { cwd })
    expect(stdout).toContain(lines)
  })

  test('--json gives the plan to a script', async () => {
    const cwd = project({ dependencies: ['next'] })
    const { stdout } = await vidhook(['init', '--dry-run', '--json'], { cwd })
    expect(JSON.parse(stdout)).toMatchObject({
      framework: 'next',
      written: false,
      files: [{ path: 'app/api/webhooks/jogg/route.js' }, { path: 'app/api/webhooks/jogg/route.test.mjs' }],
    })
  })
})
