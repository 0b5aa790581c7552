import { loadEnvFile } from 'node:process'
import type { Readable, Writable } from 'node:stream'
import { styleText } from 'node:util'
import { errorCode } from '../../core/src/error-code.js'

/** Everything that a command sees of the world around it. Tests give it another one. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  readonly stderr: Writable & { readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Styles text for stdout, or leaves it as it is: piped, under `NO_COLOR`, or with `--no-color`. */
  readonly colors: Colors
  /** Aborts at Ctrl-C and SIGTERM, so that a command can end what it started. A second one ends the process. */
  readonly interrupted: AbortSignal
}

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'
type Colors = { readonly [Name in Style]: (text: string) => string }

/** The real terminal. Variables of a `.env` file in the working directory count where the environment has none. */
export function terminal(): Io {
  try {
    loadEnvFile()
  } catch (error) {
    if (errorCode(error) !== 'ENOENT')
      say(process.stderr, `vidhook: .env could not be read: ${String(error)}`)
  }
  // Node decides by the terminal, NO_COLOR and FORCE_COLOR, for prompts as well. This option has the last word.
  if (process.argv.includes('--no-color')) process.env.FORCE_COLOR = '0'
  const controller = new AbortController()
  const interrupt = () => controller.abort()
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  // The reader has had enough (`vidhook … | head`): there is nobody left to tell.
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

/** A line for the user. With `--json`, stdout belongs to the result alone: then say it on stderr. */
export function say(stream: NodeJS.WritableStream, line: string): void {
  stream.write(`${line}\n`)
}

/** The result for a script: one line of JSON on stdout. */
export function sayJson(io: Io, value: unknown): void {
  say(io.stdout, JSON.stringify(value))
}
