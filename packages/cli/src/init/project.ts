import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from '../../../core/src/error-code.js'
import { CliError } from '../exit.js'

export const FRAMEWORKS = ['express', 'fastify', 'hono', 'nest', 'next'] as const
export type Framework = (typeof FRAMEWORKS)[number]

/** The properties of the user's project that decide how the receiver is written. */
export interface Project {
  readonly framework: Framework
  /** Next: which router the receiver's route is for. */
  readonly router: 'app' | 'pages'
  readonly typescript: boolean
  /** How Node reads a plain `.js` file of the project. */
  readonly modules: 'esm' | 'cjs'
  readonly runner: 'vitest' | 'node:test'
  readonly installer: Installer
  /** The folder of the code with a slash at its end (`src/`), or an empty string. */
  readonly source: string
  readonly installed: ReadonlySet<string>
  /** Where a secret of this machine belongs: the framework reads it from there. */
  readonly envFile: string
}

interface Installer {
  readonly add: string
  readonly addDev: string
  /** Runs an installed program, such as vitest. */
  readonly run: string
}

/**
 * Reads package.json and looks for known folders and files.
 *
 * @throws CliError if there is no package.json, or it does not name exactly one framework.
 */
export function detectProject(folder: string, wanted: Framework | undefined): Project {
  const has = (path: string) => existsSync(join(folder, path))
  const { type, installed } = readManifest(folder)
  const framework = wanted ?? onlyFramework(installed)
  const router = has('app') || has('src/app') || !(has('pages') || has('src/pages')) ? 'app' : 'pages'
  // Next ignores src/ if the router's folder is at the root.
  const inSource = framework === 'next' ? has('src') && !has(router) : has('src')
  return {
    framework,
    router,
    typescript: has('tsconfig.json') || installed.has('typescript'),
    modules: type === 'module' ? 'esm' : 'cjs',
    runner: installed.has('vitest') ? 'vitest' : 'node:test',
    installer: installerOf(has),
    source: inSource ? 'src/' : '',
    installed,
    envFile: framework === 'next' ? '.env.local' : '.env',
  }
}

function readManifest(folder: string): { readonly type: unknown; readonly installed: ReadonlySet<string> } {
  let manifest: unknown
  try {
    manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  } catch (error) {
    const missing = errorCode(error) === 'ENOENT'
    throw new CliError(
      missing
        ? `There is no package.json in ${folder}: run this in the folder of your project.`
        : `package.json cannot be read: ${String(error)}`,
    )
  }
  const { type, dependencies, devDependencies } = fieldsOf(manifest)
  return {
    type,
    installed: new Set([...Object.keys(fieldsOf(dependencies)), ...Object.keys(fieldsOf(devDependencies))]),
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** The package that each framework is detected by. */
const PACKAGES: Readonly<Record<Framework, string>> = {
  express: 'express',
  fastify: 'fastify',
  hono: 'hono',
  nest: '@nestjs/core',
  next: 'next',
}

function onlyFramework(installed: ReadonlySet<string>): Framework {
  const isNest = installed.has(PACKAGES.nest)
  const found = FRAMEWORKS.filter(
    // Nest is built on one of the two, which its projects may name as well.
    (name) => installed.has(PACKAGES[name]) && !(isNest && (name === 'express' || name === 'fastify')),
  )
  const [only, another] = found
  if (only !== undefined && another === undefined) return only
  const what =
    only === undefined
      ? 'package.json has none of express, fastify, hono, @nestjs/core and next'
      : `package.json has ${found.join(' and ')}`
  throw new CliError(`${what}: name the framework, as in vidhook init ${only ?? 'express'}.`)
}

/** How the project installs packages and runs programs, by its lock file. */
export function installerOf(has: (path: string) => boolean): Installer {
  if (has('pnpm-lock.yaml')) return { add: 'pnpm add', addDev: 'pnpm add -D', run: 'pnpm exec' }
  if (has('yarn.lock')) return { add: 'yarn add', addDev: 'yarn add -D', run: 'yarn' }
  if (has('bun.lock') || has('bun.lockb')) return { add: 'bun add', addDev: 'bun add -d', run: 'bunx' }
  return { add: 'npm install', addDev: 'npm install -D', run: 'npx' }
}
