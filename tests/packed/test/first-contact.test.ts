import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { freePort } from '@vidhook/test-servers'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { type Followed, follow } from '../src/follow.js'
import { serveRegistry } from '../src/registry.js'
import { run } from '../src/run.js'

const LIMIT_MS = 3 * 60 * 1000
const PROCESSED = /"?outcome"?:\s*"processed"|processed/

/** A Next application of somebody who has just begun. */
const NEXT_APP = {
  'package.json': JSON.stringify({
    private: true,
    dependencies: { next: '16.4.6', react: '^19.2.0', 'react-dom': '^19.2.0' },
  }),
  'app/layout.tsx':
    'export default ({ children }: { children: React.ReactNode }) => <html lang="en"><body>{children}</body></html>\n',
  'app/page.tsx': 'export default () => <p>Hello</p>\n',
}

let registry: Awaited<ReturnType<typeof serveRegistry>>
beforeAll(async () => {
  registry = await serveRegistry(inject('tarballs'))
})
afterAll(() => registry?.close())

describe('whoever does literally what a page says has a processed delivery within 3 minutes, installation included', () => {
  test('README.md', async () => {
    const { printed, serverPrinted } = await read('README.md', '## Slow work', { from: '## Use it' })
    expect(printed.at(-1)).toMatch(PROCESSED)
    expect(serverPrinted()).toContain('ready: https://res.jogg.ai/video.mp4')
  })

  test.each(['express', 'fastify', 'next'])('docs/quick-start-%s.md', async (name) => {
    const page = `docs/quick-start-${name}.md`
    const { printed, serverPrinted } = await read(page, '## 5. ', { files: name === 'next' ? NEXT_APP : {} })
    expect(printed.at(-1)?.match(/^200 \{"outcome":"processed"\}$/gm)).toHaveLength(2)
    expect(serverPrinted()).toContain('ready: https://res.jogg.ai/video.mp4')
    expect(serverPrinted()).toContain('exported: https://cdn.hoox.video/exports/video_123.mp4')
  })
})

interface Beginning {
  readonly files?: Readonly<Record<string, string>>
  /** The heading where the reader begins. */
  readonly from?: string
}

/** Follows a page in a folder that is empty, or has only these files. Fails if that takes too long. */
async function read(page: string, until: string, { files = {}, from }: Beginning = {}): Promise<Followed> {
  const folder = mkdtempSync(join(inject('projectsFolder'), 'reader-'))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const port = await freePort()
  const env = { PORT: String(port), npm_config_registry: registry.url, npm_config_yes: 'true' }
  if (files['package.json']) await run('npm', ['install'], { cwd: folder, env })
  const started = performance.now()
  const followed = await follow(page, until, { folder, env, port, from })
  onTestFinished(() => followed.stop())
  const took = performance.now() - started
  console.log(`${page}: ${(took / 1000).toFixed(0)} s to a processed delivery`)
  expect(took).toBeLessThan(LIMIT_MS)
  return followed
}
