import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { About } from '../src/about.js'

/** A server to run the tests against. */
export interface ServerProgram {
  readonly title: string
  /** A program and its arguments, to which the ledger's URL is added, and `options`. */
  readonly command: readonly string[]
  readonly options?: readonly string[]
  /** The runtime that it must detect. */
  readonly about: About
  /** Answers `/sign` and `/hono/jogg`, as the hosts of the Web handler do. */
  readonly signs: boolean
  /** Runs until it is stopped. A Worker is started and stopped by its platform. */
  readonly drains: boolean
  /** Keeps the connection of a client that keeps sending after its refusal: Bun for 10 s, Deno until everything is sent. */
  readonly keepsConnections?: boolean
}

export interface Runtime {
  readonly title: string
  /** Answers `--version` if this machine can run it. */
  readonly program: string
  readonly servers: readonly ServerProgram[]
}

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))
/** A file of this folder's build. */
export const builtProgram = (name: string) => here(`../dist/${name}`)
const installed = (name: string) => here(`node_modules/${name}`)

const { devDependencies } = JSON.parse(readFileSync(here('package.json'), 'utf8')) as {
  readonly devDependencies: Readonly<Record<string, string>>
}
/** `node-22` is `npm:node@22…`. */
const versionOf = (name: string) => devDependencies[name]?.replace(/^.*@/, '')

export const nodeProgram = (major: number) => installed(`node-${major}/bin/node`)

/** On each major version of Node: the build for `import` and the build for `require()`. */
export function node(major: number): Runtime {
  const name = `node-${major}`
  const program = nodeProgram(major)
  const runtime = { runtime: 'node', version: versionOf(name) }
  return {
    title: `Node ${major}`,
    program,
    servers: [
      ...serversOf([program], runtime, 'js'),
      ...serversOf([program], runtime, 'cjs').filter(({ about }) => about.crypto === 'node:crypto'),
    ],
  }
}

export function bun(): Runtime {
  const program = installed('.bin/bun')
  return {
    title: 'Bun',
    program,
    servers: serversOf([program], { runtime: 'bun', version: versionOf('bun') }, 'js'),
  }
}

/** Bun's own framework, on Bun. */
export function elysia(): Pick<ServerProgram, 'command' | 'about'> {
  const about = { runtime: 'bun', version: versionOf('bun'), crypto: 'node:crypto' } as const
  return { command: [installed('.bin/bun'), builtProgram('elysia.js')], about }
}

/** With only the permissions that the documentation names. */
export function deno(): Runtime {
  const program = installed('.bin/deno')
  const command = [program, 'run', '--no-prompt', '--allow-net', '--allow-env']
  return {
    title: 'Deno',
    program,
    servers: serversOf(command, { runtime: 'deno', version: versionOf('deno') }, 'js'),
  }
}

/** Miniflare, which configures and starts workerd, needs Node 22 or later itself. */
export function workerd(): Runtime {
  const command = [installed('node-24/bin/node'), here('workerd.js')]
  const about = { runtime: 'workerd', version: undefined }
  const common = { command, signs: true, drains: false }
  return {
    title: 'workerd',
    program: installed('.bin/workerd'),
    servers: [
      { ...common, title: 'Web handler', about: { ...about, crypto: 'Web Crypto' } },
      {
        ...common,
        title: 'Web handler, with nodejs_compat',
        options: ['nodejs_compat'],
        about: { ...about, crypto: 'node:crypto' },
      },
    ],
  }
}

/** The Web handler with either crypto, and the adapters for Node-style servers. */
function serversOf(
  command: readonly string[],
  runtime: Pick<About, 'runtime' | 'version'>,
  build: 'js' | 'cjs',
): readonly ServerProgram[] {
  const server = (title: string, file: string, crypto: About['crypto'] = 'node:crypto'): ServerProgram => ({
    title: build === 'cjs' ? `${title}, CommonJS` : title,
    command: [...command, builtProgram(`${file}.${build}`)],
    options: crypto === 'Web Crypto' ? ['web-crypto'] : [],
    about: { ...runtime, crypto },
    signs: file === 'web',
    keepsConnections: file === 'web' && runtime.runtime !== 'node',
    drains: true,
  })
  return [
    server('Web handler', 'web'),
    server('Web handler, on Web Crypto', 'web', 'Web Crypto'),
    server('Express', 'express'),
    server('Fastify', 'fastify'),
  ]
}
