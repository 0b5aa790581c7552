import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { follow, followText } from '../src/follow.js'
import { NEXT_APP } from '../src/next-app.js'
import { root } from '../src/pack.js'
import { readerWith } from '../src/reader.js'
import { serveRegistry } from '../src/registry.js'
import { run } from '../src/run.js'

/** All packages but the command line, whose page has no file. */
const FOR_AGENTS = readdirSync(join(root, 'packages')).filter((name) => name !== 'cli')

let registry: Awaited<ReturnType<typeof serveRegistry>>
beforeAll(async () => {
  registry = await serveRegistry(inject('tarballs'))
})
afterAll(() => registry?.close())

describe('what a page tells one to do works:', () => {
  test('skills/vidhook/SKILL.md, in an Express application without a receiver', async () => {
    const page = 'skills/vidhook/SKILL.md'
    const manifest = {
      private: true,
      type: 'module',
      dependencies: { express: '^5.2.0' },
      devDependencies: { typescript: '6.0.3', '@types/express': '^5.0.0' },
    }
    const server = [
      "import express from 'express'",
      "import { joggWebhooks } from './webhooks/jogg.js'",
      'const app = express()',
      'app.use(joggWebhooks())',
      'app.use(express.json())',
      'app.listen(process.env.PORT)',
    ].join('\n')
    const reader = await readerWith(
      { 'package.json': JSON.stringify(manifest), 'server.ts': server },
      registry.url,
    )
    const [, , tested] = (await follow(page, '## 5. ', { ...reader, from: '## 2. ' })).printed
    expect(tested).toMatch(/pass 3/)
    const serving = await followText(SERVE, reader)
    onTestFinished(() => serving.stop())
    const [sent = ''] = (await follow(page, '## 6. ', { ...reader, from: '## 5. ' })).printed
    expect(sent).toContain('"acknowledged":true')
    expect(serving.serverPrinted()).toContain('https://res.jogg.ai/video.mp4')
  })

  test('docs/next.md: the application builds without a database and without secrets', async () => {
    const relative = (code: string) =>
      code
        .replaceAll("'./webhooks.js'", "'../../../../lib/webhooks'")
        .replaceAll("'./videos.js'", "'./videos'")
    const { folder, env } = await readerWith(
      {
        ...NEXT_APP,
        'lib/videos.ts': 'export async function saveVideo(_id: unknown, _url: unknown) {}\n',
        'lib/webhooks.ts': relative(sampleOf('docs/next.md', 'webhooks.ts')),
        'app/api/webhooks/jogg/route.ts': relative(sampleOf('docs/next.md', 'jogg-route.ts')),
        'app/api/webhooks/hoox/route.ts': relative(sampleOf('docs/next.md', 'hoox-route.ts')),
        'scripts/migrate.mts': sampleOf('docs/next.md', 'migrate.ts'),
      },
      registry.url,
    )
    const [install = ''] = /```sh\n([\s\S]*?)```/.exec(textOf('docs/next.md'))?.slice(1) ?? []
    expect((await run('bash', ['-euc', install], { cwd: folder, env })).code).toBe(0)
    const nowhere = { ...env, DATABASE_URL: 'postgres://127.0.0.1:1/none', NEXT_TELEMETRY_DISABLED: '1' }
    const { code, stdout, stderr } = await run('npx', ['next', 'build'], { cwd: folder, env: nowhere })
    expect({ code, output: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, output: '' })
    expect(stdout).toContain('/api/webhooks/hoox')
  })

  test.each(FOR_AGENTS)(
    'packages/%s/AGENTS.md: what it installs is all that its files need',
    async (name) => {
      const page = `packages/${name}/AGENTS.md`
      const reader = await readerWith(
        {
          'package.json': JSON.stringify({
            private: true,
            type: 'module',
            devDependencies: { typescript: '6.0.3', '@types/node': '^22.13.0', vitest: '^4.1.0' },
          }),
          'tsconfig.json': JSON.stringify({
            compilerOptions: {
              module: 'node16',
              strict: true,
              skipLibCheck: true,
              noEmit: true,
              types: ['node'],
            },
          }),
          ...samplesOf(page),
        },
        registry.url,
      )
      await follow(page, 'Check it:', reader)
      const { stdout } = await run('npx', ['tsc'], { cwd: reader.folder })
      expect(stdout).toBe('')
    },
  )

  test('docs/versions.md: tarballs of a clone, installed together, need no registry for each other', async () => {
    const { folder } = await readerWith({}, registry.url)
    const tarballs = inject('tarballs').filter(({ name }) =>
      ['@vidhook/core', '@vidhook/express'].includes(name),
    )
    const installed = await run('npm', ['install', 'express', ...tarballs.map(({ path }) => path)], {
      cwd: folder,
    })
    expect(installed.code).toBe(0)
    const { stdout } = await run('node', ['-p', 'typeof require("@vidhook/express").joggWebhook'], {
      cwd: folder,
    })
    expect(stdout).toBe('function\n')
  })
})

/** Starts the application that the test has written. */
const SERVE = '```sh\nexport JOGG_WEBHOOK_SECRET=whsec_local\nnpx tsx server.ts\n```\n'

function textOf(page: string): string {
  return readFileSync(join(root, page), 'utf8')
}

/** The blocks that have a name, by it. */
function samplesOf(page: string): Readonly<Record<string, string>> {
  const blocks = [...textOf(page).matchAll(/^```ts ([\w.-]+)\n([\s\S]*?)^```$/gm)]
  return Object.fromEntries(blocks.map(([, name = '', code = '']) => [name, code]))
}

/** The block with this name after its fence. */
function sampleOf(page: string, name: string): string {
  const code = samplesOf(page)[name]
  if (!code) throw new Error(`${page} has no ${name}.`)
  return code
}
