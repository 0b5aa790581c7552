import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { runFolder } from './samples.js'

/** A sample in its own process, which ends with the test at the latest. */
export interface Run {
  readonly process: ChildProcessByStdio<null, Readable, Readable>
  /** Resolves with the match once the output contains the text. */
  says(pattern: RegExp): Promise<RegExpExecArray>
  /** The whole output, once the process has ended. */
  readonly ended: Promise<string>
}

export interface Surroundings {
  /** Variables, besides those of the tests. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** @default that of the tests */
  readonly cwd?: string | undefined
}

/** Runs a sample, by its name below `written/samples`. */
export function runSample(file: string, surroundings: Surroundings): Run {
  return start([programOf(file)], file, surroundings)
}

/** Serves a sample that listens on port 3000, or exports a middleware as `jogg` or a Fastify as `app`. On a free port. */
export async function serveSample(
  file: string,
  { env, cwd }: Surroundings = {},
): Promise<Run & { readonly url: string }> {
  const run = start([serve, programOf(file)], file, { env, cwd })
  const [, port] = await run.says(/^listening on port (\d+)$/m)
  return { ...run, url: `http://localhost:${port}` }
}

const serve = fileURLToPath(new URL('./serve-sample.js', import.meta.url))

function programOf(file: string): string {
  return join(runFolder, file.replace(/\.ts$/, '.js'))
}

function start(args: readonly string[], name: string, { env, cwd }: Surroundings): Run {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const ended = once(child, 'close').then(() => output)
  return {
    process: child,
    async says(pattern) {
      for (;;) {
        const match = pattern.exec(output)
        if (match) return match
        if (child.exitCode !== null) throw new Error(`${name} ended before it said ${pattern}: ${complaints}`)
        await Promise.race([once(child.stdout, 'data'), ended])
      }
    },
    ended,
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
