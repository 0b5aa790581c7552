import { loadEnvFile } from 'node:process'
import type { Readable, Writable } from 'node:stream'
import picocolors from 'picocolors'

/** Everything that a command sees of the world around it. Tests give it another one. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  readonly stderr: Writable & { readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Colors for stdout, or functions that change nothing: piped, under `NO_COLOR`, or with `--no-color`. */
  readonly colors: ReturnType<typeof picocolors.createColors>
  /** Aborts at Ctrl-C and SIGTERM, so that a command can end what it started. A second one ends the process. */
  readonly interrupted: AbortSignal
}

/** The real terminal. Variables of a `.env` file in the working directory count where the environment has none. */
export function terminal(): Io {
  try {
    loadEnvFile()
  } catch (error) {
    if (!isMissing(error)) say(process.stderr, `vidhook: .env could not be read: ${String(error)}`)
  }
  const controller = new AbortController()
  const interrupt = () => controller.abort()
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  // The reader has had enough (`vidhook … | head`): there is nobody left to tell.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    colors: picocolors.createColors(wantsColor(process.argv, process.env, process.stdout.isTTY)),
    interrupted: controller.signal,
  }
}

/** https://no-color.org, and https://force-color.org */
function wantsColor(argv: readonly string[], env: Io['env'], isTTY: boolean): boolean {
  if (argv.includes('--no-color') || env.NO_COLOR) return false
  return Boolean(env.FORCE_COLOR) || (isTTY && env.TERM !== 'dumb')
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** A line for the user. With `--json`, stdout belongs to the result alone: then say it on stderr. */
export function say(stream: NodeJS.WritableStream, line: string): void {
  stream.write(`${line}\n`)
}

/** The result for a script: one line of JSON on stdout. */
export function sayJson(io: Io, value: unknown): void {
  say(io.stdout, JSON.stringify(value))
}
