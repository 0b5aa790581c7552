import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { canStartRedis, startRedis } from '@vidhook/test-servers'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { project, type Setup, STRICT, shell } from './init-project.js'
import { hasTerminal, inTerminal } from './terminal.js'
import { vidhook } from './vidhook.js'

const typescript = ['typescript', 'tsx', '@types/node']

describe('vidhook init for both providers, with a place to remember events, writes what passes its tests:', () => {
  test.each<[string, Setup, readonly string[], readonly string[]]>([
    [
      'Express, TypeScript, vitest, a store in Redis',
      { type: 'module', dependencies: ['express', 'vitest', ...typescript], has: ['src/', 'tsconfig.json'] },
      ['--store', 'redis'],
      ['src/webhooks/jogg.ts', 'src/webhooks/hoox.ts', 'src/webhooks/store.ts'],
    ],
    [
      'Fastify, CommonJS, node:test, a store in Postgres',
      { dependencies: ['fastify'] },
      ['--store', 'postgres'],
      ['webhooks/jogg.js', 'webhooks/hoox.js', 'webhooks/store.js'],
    ],
    [
      'Hono, ES modules, vitest, a store in Redis',
      { type: 'module', dependencies: ['hono', 'vitest'] },
      ['--store', 'redis'],
      ['webhooks/jogg.js', 'webhooks/hoox.js', 'webhooks/store.js'],
    ],
    [
      'Next, App Router, TypeScript, vitest, a store in Postgres',
      { dependencies: ['next', 'vitest', ...typescript], has: ['src/app/', 'tsconfig.json'] },
      ['--store', 'postgres'],
      ['src/app/api/webhooks/jogg/route.ts', 'src/app/api/webhooks/hoox/route.ts', 'src/webhooks/store.ts'],
    ],
    [
      'Express, CommonJS, node:test, an inbox in Redis',
      { dependencies: ['express'] },
      ['--inbox', 'redis'],
      ['webhooks/jogg.js', 'webhooks/hoox.js', 'webhooks/inbox.js', 'worker.js'],
    ],
    [
      'Fastify, TypeScript, vitest, an inbox in Postgres',
      { type: 'module', dependencies: ['fastify', 'vitest', ...typescript] },
      ['--inbox', 'postgres'],
      ['webhooks/jogg.ts', 'webhooks/hoox.ts', 'webhooks/inbox.ts', 'worker.ts'],
    ],
    [
      'Next, Pages Router, JavaScript, node:test, an inbox in Redis',
      { dependencies: ['next'], has: ['pages/'] },
      ['--inbox', 'redis'],
      ['webhooks/jogg.js', 'pages/api/webhooks/jogg.js', 'webhooks/inbox.js', 'worker.js'],
    ],
  ])('%s', async (_name, setup, args, paths) => {
    const cwd = project(setup)
    const run = await vidhook(['init', ...args, '--provider', 'both', '--yes'], { cwd })
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(paths.filter((path) => !existsSync(join(cwd, path)))).toEqual([])
    const commands = /Run the test:\n((?: {3}.*\n)+)/.exec(run.stdout)?.[1]?.trim().split(/\n */) ?? []
    expect(commands).toHaveLength(2)
    for (const command of commands) {
      const { code, output } = await shell(command, cwd)
      expect(code, output).toBe(0)
      expect(output).toMatch(/Tests {2}3 passed|pass 3/)
    }
    if (setup.dependencies.includes('typescript')) {
      const written = [...run.stdout.matchAll(/^written {2}(.*)$/gm)].map(([, path]) => path)
      expect(await shell(`npx tsc ${STRICT} ${written.join(' ')}`, cwd)).toEqual({ code: 0, output: '' })
    }
  })
})

describe('vidhook init says what remains to do:', () => {
  test('what to install, where secrets belong, and how to register both providers', async () => {
    const cwd = project({ dependencies: ['next', 'typescript'] })
    const { stdout } = await vidhook(['init', '--provider', 'both', '--store', 'postgres', '--yes'], { cwd })
    expect(stdout).toContain('npm install @vidhook/next @vidhook/postgres pg\n')
    expect(stdout).toContain('npm install -D @vidhook/core @types/pg\n')
    expect(stdout).toMatch(/Set these in \.env\.local, which Next reads/)
    expect(stdout).toContain('DATABASE_URL=postgres://localhost:5432/app')
    expect(stdout).toContain('createTableSql')
    expect(stdout).toContain(
      'npx vidhook endpoints create https://your-domain.example/api/webhooks/jogg --events',
    )
    expect(stdout).toContain("signCallbackUrl('https://your-domain.example/api/webhooks/hoox'")
  })

  test('Express does not read .env by itself', async () => {
    const cwd = project({ dependencies: ['express'] })
    const { stdout } = await vidhook(['init', '--yes'], { cwd })
    expect(stdout).toContain('Set the secret in .env, loaded with node --env-file=.env,')
  })

  test('what both providers import is imported once', async () => {
    const cwd = project({ type: 'module', dependencies: ['express'] })
    const { stdout } = await vidhook(['init', '--provider', 'both', '--inbox', 'redis', '--yes'], { cwd })
    expect(stdout.match(/import \{ webhook \} from '@vidhook\/express'/g)).toHaveLength(1)
  })

  test.each<[string, readonly string[], string]>([
    [
      'Hono',
      ['hono'],
      "const joggHandler = webHandler(joggReceiver())\n   app.all('/webhooks/jogg', (context) => joggHandler(context.req.raw))\n",
    ],
    ['Nest', ['@nestjs/core'], 'app.use(webhook(joggReceiver())) // in main.ts, before listen()\n'],
  ])('where a receiver with an inbox is mounted in %s', async (_name, dependencies, lines) => {
    const cwd = project({ type: 'module', dependencies })
    expect((await vidhook(['init', '--inbox', 'redis', '--yes'], { cwd })).stdout).toContain(lines)
  })

  test('a store and an inbox are refused together: an inbox needs no store', async () => {
    const cwd = project({ dependencies: ['express'] })
    const run = await vidhook(['init', '--store', 'redis', '--inbox', 'redis', '--yes'], { cwd })
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be used with') })
  })
})

describe.runIf(hasTerminal('vidhook init at a terminal'))('at a terminal, it asks', () => {
  test('whose webhooks, and where events are remembered', async () => {
    const cwd = project({ dependencies: ['express'] })
    const press = [
      { after: 'Whose webhooks', keys: 'jj\r' },
      { after: 'Where are events remembered', keys: 'j\r' },
      { after: 'Write 5 files', keys: 'y' },
    ]
    expect(await inTerminal(['init'], { cwd, press })).toMatchObject({ code: 0 })
    expect(readFileSync(join(cwd, 'webhooks/store.js'), 'utf8')).toContain('REDIS_URL')
    expect(readFileSync(join(cwd, 'webhooks/hoox.js'), 'utf8')).toContain('store: openStore(),')
  })
})

describe.runIf(await canStartRedis())('an application that vidhook init wrote with an inbox', () => {
  test('keeps an event in the web process, and handles it in the worker', async () => {
    const redis = await startRedis()
    onTestFinished(() => redis.stop())
    const cwd = project({ type: 'module', dependencies: ['express'] })
    expect(await vidhook(['init', '--inbox', 'redis', '--yes'], { cwd })).toMatchObject({ code: 0 })
    writeFileSync(
      join(cwd, 'web.js'),
      `import { webhook } from '@vidhook/express'
import express from 'express'
import { inbox } from './webhooks/inbox.js'
import { joggReceiver } from './webhooks/jogg.js'
await inbox.ready()
const server = express().use(webhook(joggReceiver())).listen(0, () => console.log('at ' + server.address().port))`,
    )
    const env = { REDIS_URL: redis.url, JOGG_WEBHOOK_SECRET: 'whsec_of_the_test' }
    const [web, worker] = [started('web.js', cwd, env), started('worker.js', cwd, env)]
    const port = await vi.waitFor(() => /at (\d+)/.exec(web.output())?.[1] ?? expect.fail('no port'), 20_000)
    const to = `http://127.0.0.1:${port}/webhooks/jogg`
    const args = [
      'send',
      'jogg',
      'generated_avatar_video_success',
      '--to',
      to,
      '--set',
      'data.video_id=v_of_init',
    ]
    await vi.waitFor(async () => expect((await vidhook(args, { env })).stdout).toContain('200 queued'), {
      timeout: 30_000,
    })
    await vi.waitFor(() => expect(worker.output()).toContain('v_of_init'), 20_000)
    expect(web.output()).not.toContain('v_of_init')
    worker.child.kill('SIGTERM')
    expect(await once(worker.child, 'exit')).toEqual([0, null])
  })
})

function started(file: string, cwd: string, env: Readonly<Record<string, string>>) {
  const child: ChildProcess = spawn(process.execPath, [file], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  const read = (chunk: unknown) => {
    output += String(chunk)
  }
  child.stdout?.on('data', read)
  child.stderr?.on('data', read)
  return { child, output: () => output }
}
