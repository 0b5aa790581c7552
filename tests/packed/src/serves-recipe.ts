import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { joggDelivery } from '@vidhook/core/testing'
import { page } from '@vidhook/docs-check/pages'
import { samplesOf } from '@vidhook/docs-check/samples'
import { type App, startApp } from '@vidhook/example-demo/app-process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compilerOf } from './compiler.js'
import { npm } from './npm.js'
import { install } from './project.js'

const SECRET = 'whsec_packed'

/**
 * Tests a recipe of docs/frameworks.md: puts it into a project of its framework, at the path in its first line, lets the
 * framework build the project, and serves the result.
 *
 * @param framework the name of the project, and of the sample on the page
 * @param more further tests of the built project
 */
export function servesRecipe(framework: string, more?: (project: () => string) => void): void {
  describe(framework, () => {
    let project: string
    let app: App
    beforeAll(async () => {
      project = await install(framework)
      writeRoute(project, recipe(framework))
      await npm(['run', 'build'], project)
      app = await startApp(
        { name: framework, directory: project, args: ['server.mjs'] },
        { env: { JOGG_WEBHOOK_SECRET: SECRET }, timeoutMs: 60_000 },
      )
    })
    afterAll(() => app?.stop())

    test('takes what JoggAI signs once, and refuses a forgery', async () => {
      const url = `${app.url}/webhooks/jogg`
      const signed = await joggDelivery('generated_avatar_video_success', { secret: SECRET, url })
      const forged = await joggDelivery('generated_avatar_video_success', { secret: 'a guess', url })
      const answers: unknown[] = []
      for (const delivery of [forged, signed, signed]) {
        const response = await fetch(url, delivery)
        answers.push([response.status, await response.json()])
      }
      expect(answers).toMatchObject([
        [401, { outcome: 'rejected' }],
        [200, { outcome: 'processed' }],
        [200, { outcome: 'duplicate' }],
      ])
      expect(app.output().match(/ready: https:\/\/res\.jogg\.ai\/video\.mp4/g)).toHaveLength(1)
    })

    test("compiles with the framework's own types", async () => {
      expect(await compilerOf(project).complaints(project)).toEqual([])
    })

    more?.(() => project)
  })
}

function recipe(framework: string): string {
  const sample = samplesOf(page('docs/frameworks.md')).find(({ file }) => file.endsWith(`/${framework}.ts`))
  if (!sample) throw new Error(`docs/frameworks.md has no sample ${framework}.ts.`)
  return sample.code
}

function writeRoute(project: string, code: string): void {
  const [, path] = /^\/\/ (\S+)\n/.exec(code) ?? []
  if (path === undefined) throw new Error('The first line of the sample is not the path of its file.')
  const file = join(project, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, code)
}
