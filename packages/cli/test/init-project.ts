import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from './vidhook.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const require = createRequire(import.meta.url)

/** What is in a user's project before. */
export interface Setup {
  readonly type?: 'module' | 'commonjs'
  readonly dependencies: readonly string[]
  /** Files and folders (which end with a slash) that are there before. */
  readonly has?: readonly string[]
}

/** What create-next-app, and the strictest of projects, compile with. */
export const STRICT =
  '--noEmit --strict --exactOptionalPropertyTypes --noUncheckedIndexedAccess --noUnusedLocals --skipLibCheck --target es2022 --module esnext --moduleResolution bundler --types node --ignoreConfig'

/** A user's project in a folder of its own, with its packages at hand. */
export function project({ type, dependencies, has = [] }: Setup): string {
  const folder = temporaryFolder()
  const versions = Object.fromEntries(dependencies.map((name) => [name, '*']))
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ ...(type && { type }), dependencies: versions }),
  )
  for (const path of has) {
    if (path.endsWith('/')) mkdirSync(join(folder, path), { recursive: true })
    else writeFileSync(join(folder, path), path.endsWith('.json') ? '{}' : '')
  }
  for (const name of new Set([
    ...dependencies,
    '@vidhook/express',
    '@vidhook/fastify',
    '@vidhook/next',
    '@vidhook/core',
    '@vidhook/redis',
    '@vidhook/postgres',
    '@vidhook/bullmq',
    'bullmq',
    'ioredis',
    'pg',
    '@types/pg',
  ])) {
    link(name, folder)
  }
  return folder
}

function link(name: string, folder: string): void {
  const place = join(folder, 'node_modules', name)
  mkdirSync(dirname(place), { recursive: true })
  symlinkSync(folderOf(name), place)
}

function folderOf(name: string): string {
  return (
    [join(root, 'packages/cli/node_modules', name), join(root, 'node_modules', name)].find((path) =>
      existsSync(path),
    ) ?? dirname(require.resolve(name))
  )
}

/** Runs what the user was told to run, with the programs of the workspace. */
export function shell(
  command: string,
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly output: string }> {
  const bins = join(root, 'node_modules/.bin')
  const [program = '', ...args] = command.replace(/^npx /, '').split(' ')
  const file = program === 'node' ? process.execPath : join(bins, program)
  return new Promise((resolve) => {
    execFile(
      file,
      args,
      { cwd, env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', ...env } },
      (error, stdout, stderr) => {
        resolve({ code: error ? 1 : 0, output: stdout + stderr })
      },
    )
  })
}
