import type { Readable, Writable } from 'node:stream'
import { styleText } from 'node:util'
import { errorCode } from '../../core/src/error-code.js'
import { envFilesOf, loadEnvFiles } from './env-files.js'
import { fileProblem } from './file-problem.js'

/** A command's input, output and environment. Tests pass their own. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  readonly stderr: Writable & { readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** The file of the project that secrets belong in: `.env`, or what its framework reads first. */
  readonly envFile: string
  /** Styles text for stdout. Leaves it plain if stdout is piped, under `NO_COLOR`, or with `--no-color`. */
  readonly colors: Colors
  /** Aborts at Ctrl-C and SIGTERM, so that a command can end what it started. A second one ends the process. */
  readonly interrupted: AbortSignal
}

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'
type Colors = { readonly [Name in Style]: (text: string) => string }

/** The real terminal. Loads the working directory's `.env` files. Variables that are already set keep their value. */
export function terminal(): Io {
  const envFiles = envFilesOf(process.cwd())
  loadEnvFiles(process.cwd(), envFiles, (name, error) =>
    say(process.stderr, `vidhook: ${fileProblem(name, error)}`),
  )
  // Node picks colors by the terminal, NO_COLOR and FORCE_COLOR, for prompts too. --no-color overrides all of them.
  if (process.argv.includes('--no-color')) process.env.FORCE_COLOR = '0'
  const controller = new AbortController()
  const interrupt = () => controller.abort()
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  // The reader closed the pipe (`vidhook … | head`): end without an error.
  process.stdout.on('error', (error) => {
    if (errorCode(error) !== 'EPIPE') throw error
    process.exit()
  })
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    envFile: envFiles.forSecrets,
    colors: colorsFor(process.stdout),
    interrupted: controller.signal,
  }
}

function colorsFor(stream: NodeJS.WritableStream): Colors {
  const style = (format: Style) => (text: string) => styleText(format, text, { stream })
  return {
    bold: style('bold'),
    dim: style('dim'),
    red: style('red'),
    green: style('green'),
    yellow: style('yellow'),
    cyan: style('cyan'),
  }
}

/** A line for the user. With `--json`, stdout holds only the result: pass stderr then. */
export function say(stream: NodeJS.WritableStream, line: string): void {
  stream.write(`${line}\n`)
}

/** The result for a script: one line of JSON on stdout. */
export function sayJson(io: Io, value: unknown): void {
  say(io.stdout, JSON.stringify(value))
}
