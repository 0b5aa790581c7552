import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { freePort } from '@vidhook/test-servers'
import { inject } from 'vitest'
import type { Reader } from './follow.js'
import { run } from './run.js'

/**
 * Somebody in a new project: one with nothing but a package.json, or with these files and what their package.json asks for. Without a
 * package.json, npm would install into the next folder above that has one.
 */
export async function readerWith(
  files: Readonly<Record<string, string>>,
  registryUrl: string,
): Promise<Reader> {
  const all = { 'package.json': '{}', ...files }
  const folder = mkdtempSync(join(inject('projectsFolder'), 'reader-'))
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const port = await freePort()
  const env = {
    PORT: String(port),
    npm_config_registry: registryUrl,
    npm_config_yes: 'true',
    // Not the user's, in which npx keeps the packages of an earlier run: their version is the same. And one for each registry, that is
    // for each file of tests: two npx at once would install the same package into the same folder.
    npm_config_cache: join(inject('projectsFolder'), `npm-cache-${new URL(registryUrl).port}`),
  }
  if (all['package.json'] !== '{}') await run('npm', ['install'], { cwd: folder, env })
  return { folder, env, port }
}
