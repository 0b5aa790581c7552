import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { TestDelivery } from '@vidhook/core/testing'
import { afterEach, beforeEach } from 'vitest'

const BIN = fileURLToPath(new URL('../dist/bin.js', import.meta.url))

export const secret = 'whsec_of_the_endpoint'
export const hooxSecret = 'the secret of the callback URLs'
const SECRETS = { JOGG_WEBHOOK_SECRET: secret, HOOX_CALLBACK_SECRET: hooxSecret }

type Environment = Readonly<Record<string, string>>

/** A line of `vidhook listen --json`. */
export interface Line {
  readonly type: string
  readonly [field: string]: unknown
}

/** `vidhook listen --json`, running. */
export interface Listening {
  readonly url: string
  readonly inspector: string
  readonly file: string
  readonly child: ChildProcessWithoutNullStreams
  /** The next delivery's line, of those that were not asked for yet. */
  next(): Promise<Line>
  /** All that it wrote so far, to stdout and to stderr. */
  output(): string
  /** Ctrl-C, and the exit code. */
  stop(): Promise<number>
}

/** The command as a user runs it, for each test in an empty folder of its own. */
export function useListen() {
  let cleanup: (() => Promise<unknown>)[] = []
  let cwd = ''
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'vidhook-listen-'))
  })
  afterEach(async () => {
    for (const clean of cleanup.reverse()) await clean()
    cleanup = []
    await rm(cwd, { recursive: true, force: true })
  })

  function spawnListen(args: readonly string[], env: Environment = SECRETS) {
    const child = spawn(process.execPath, [BIN, 'listen', ...args], {
      cwd,
      env: { PATH: process.env.PATH, ...env },
    })
    const exited = once(child, 'exit').then(([code]) => code)
    cleanup.push(() => {
      child.kill('SIGKILL')
      return exited
    })
    return { child, exited, output: outputOf(child) }
  }

  return {
    cwd: () => cwd,
    spawn: spawnListen,
    /** What is to be done when the test is over. */
    later: (work: () => Promise<unknown>) => {
      cleanup.push(work)
    },
    async start(args: readonly string[] = [], env: Environment = SECRETS): Promise<Listening> {
      const { child, exited, output } = spawnListen(['--port', '0', '--json', ...args], env)
      const lines: Line[] = []
      const waiting: ((line: Line) => void)[] = []
      createInterface({ input: child.stdout }).on('line', (text) => {
        const line: Line = JSON.parse(text)
        const first = waiting.shift()
        if (first) first(line)
        else lines.push(line)
      })
      const next = () =>
        new Promise<Line>((resolve, reject) => {
          const line = lines.shift()
          if (line) return resolve(line)
          waiting.push(resolve)
          exited.then(() => reject(new Error(`vidhook listen ended: ${output.all()}`)))
        })
      const { url, inspector, file } = await next()
      return {
        url: String(url),
        inspector: String(inspector),
        file: String(file),
        child,
        next,
        output: output.all,
        stop() {
          child.kill('SIGINT')
          return exited
        },
      }
    },
    async runToEnd(args: readonly string[]) {
      const { exited, output } = spawnListen(args)
      return { code: await exited, stderr: output.all() }
    },
  }
}

export const send = (delivery: TestDelivery) => fetch(delivery.url, delivery)

function outputOf(child: ChildProcessWithoutNullStreams) {
  let written = ''
  const checks = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      written += chunk
      for (const check of checks) check()
    })
  return {
    all: () => written,
    /** Waits for a text, and gives its first group. */
    until: (pattern: RegExp) =>
      new Promise<string>((resolve, reject) => {
        const check = () => {
          const found = pattern.exec(written)?.[1]
          if (found === undefined) return
          checks.delete(check)
          resolve(found)
        }
        checks.add(check)
        check()
        child.once('exit', () => reject(new Error(`It ended first: ${written}`)))
      }),
  }
}
