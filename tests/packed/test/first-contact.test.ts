import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { type Followed, follow } from '../src/follow.js'
import { NEXT_APP } from '../src/next-app.js'
import { readerWith } from '../src/reader.js'
import { serveRegistry } from '../src/registry.js'

const LIMIT_MS = 3 * 60 * 1000

let registry: Awaited<ReturnType<typeof serveRegistry>>
beforeAll(async () => {
  registry = await serveRegistry(inject('tarballs'))
})
afterAll(() => registry?.close())

describe('whoever does literally what a page says has a processed delivery within 3 minutes, installation included', () => {
  test('README.md', async () => {
    const { printed, serverPrinted } = await read('README.md', '## Slow work', { from: '## Use it' })
    expect(printed.at(-1)).toContain('processed')
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

/** Follows a page. Fails if that takes too long. */
async function read(page: string, until: string, { files = {}, from }: Beginning = {}): Promise<Followed> {
  const reader = await readerWith(files, registry.url)
  const started = performance.now()
  const followed = await follow(page, until, { ...reader, from })
  onTestFinished(() => followed.stop())
  const took = performance.now() - started
  console.log(`${page}: ${(took / 1000).toFixed(0)} s to a processed delivery`)
  expect(took).toBeLessThan(LIMIT_MS)
  return followed
}
