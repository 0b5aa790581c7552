import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { freePort } from '@vidhook/test-servers'
import { inject } from 'vitest'
import type { Reader } from './follow.js'
import { run } from './run.js'

/** Somebody in a folder that is empty, or has only these files and what their package.json asks for. */
export async function readerWith(
  files: Readonly<Record<string, string>>,
  registryUrl: string,
): Promise<Reader> {
  const folder = mkdtempSync(join(inject('projectsFolder'), 'reader-'))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const port = await freePort()
  const env = { PORT: String(port), npm_config_registry: registryUrl, npm_config_yes: 'true' }
  if (files['package.json']) await run('npm', ['install'], { cwd: folder, env })
  return { folder, env, port }
}
