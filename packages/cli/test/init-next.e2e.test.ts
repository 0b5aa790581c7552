import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startApp } from '@vidhook/example-demo/app-process'
import { nextApp } from '@vidhook/example-demo/apps'
import { expect, test } from 'vitest'
import { vidhook } from './vidhook.js'

/** Inside the workspace, for its packages: Next follows no link that leads out of a project. */
const cwd = fileURLToPath(new URL('../written/next-app/', import.meta.url))
const [next = ''] = nextApp.args
const env = { JOGG_WEBHOOK_SECRET: 'whsec_of_next', HOOX_CALLBACK_SECRET: 'callback secret of Next' }

test('next build takes what vidhook init wrote for both routers, with its tests, and next start receives', async () => {
  rmSync(cwd, { recursive: true, force: true })
  for (const folder of ['pages', 'app']) {
    mkdirSync(join(cwd, folder), { recursive: true })
    writeFileSync(join(cwd, 'package.json'), JSON.stringify({ dependencies: { next: '*', vitest: '*' } }))
    writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify(tsconfig))
    const choices = folder === 'pages' ? ['hoox', '--inbox', 'redis'] : ['jogg', '--store', 'redis']
    expect(await vidhook(['init', '--yes', '--provider', ...choices], { cwd })).toMatchObject({ code: 0 })
  }

  // Without the secrets, as on a build server.
  const { stdout } = await promisify(execFile)(process.execPath, [next, 'build'], {
    cwd,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  })
  expect(stdout).toContain('/api/webhooks/jogg\n')
  expect(stdout).toContain('/api/webhooks/hoox\n')

  const app = await startApp({ ...nextApp, directory: cwd }, { env, timeoutMs: 60_000 })
  try {
    for (const sent of ['jogg generated_avatar_video_success', 'hoox video_export.completed']) {
      const [provider = '', event = ''] = sent.split(' ')
      const to = `${app.url}/api/webhooks/${provider}`
      const run = await vidhook(['send', provider, event, '--to', to], { env })
      expect(run).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^200 processed /m) })
    }
  } finally {
    await app.stop()
  }
}, 240_000)

/** What create-next-app writes. */
const tsconfig = {
  compilerOptions: {
    target: 'ES2017',
    lib: ['dom', 'dom.iterable', 'esnext'],
    allowJs: true,
    skipLibCheck: true,
    strict: true,
    noEmit: true,
    esModuleInterop: true,
    module: 'esnext',
    moduleResolution: 'bundler',
    resolveJsonModule: true,
    isolatedModules: true,
    jsx: 'react-jsx',
    incremental: true,
    plugins: [{ name: 'next' }],
    paths: { '@/*': ['./*'] },
  },
  include: ['next-env.d.ts', '**/*.ts', '**/*.tsx', '.next/types/**/*.ts', '.next/dev/types/**/*.ts'],
  exclude: ['node_modules'],
}
