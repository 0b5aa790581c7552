import { CommanderError } from 'commander'
import { CliError, EXIT, type ExitCode } from './exit.js'
import { type Io, say, sayJson } from './io.js'

/** What a failed command prints with `--json`, as one line on stdout. */
interface Failure {
  /** The message. */
  readonly error: string
  /** `usage`: the arguments are wrong. `failed`: it could not be done. `bug`: please report it. */
  readonly code: 'usage' | 'failed' | 'interrupted' | 'bug'
}

/** Tells why a command failed: on stderr for people, and with `--json` on stdout for scripts. */
export function reportFailure(io: Io, error: unknown, { json }: { readonly json: boolean }): ExitCode {
  const { exitCode, code, message, shown } = failureOf(io, error)
  if (shown !== undefined) say(io.stderr, `vidhook: ${shown}`)
  if (json) sayJson(io, { error: message, code } satisfies Failure)
  return exitCode
}

interface Description {
  readonly exitCode: ExitCode
  readonly code: Failure['code']
  readonly message: string
  /** The text for stderr. `undefined` if it has been printed, or says nothing new. */
  readonly shown: string | undefined
}

function failureOf({ interrupted }: Io, error: unknown): Description {
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, '')
    return { exitCode: EXIT.error, code: 'usage', message, shown: undefined } // commander has printed it
  }
  // Nobody has to be told that they pressed Ctrl-C.
  if (interrupted.aborted)
    return { exitCode: EXIT.interrupted, code: 'interrupted', message: 'Interrupted.', shown: undefined }
  if (error instanceof CliError) {
    const { message, exitCode } = error
    const code = exitCode === EXIT.interrupted ? 'interrupted' : 'failed'
    return { exitCode, code, message, shown: message }
  }
  const message = error instanceof Error ? error.message : String(error)
  return { exitCode: EXIT.error, code: 'bug', message, shown: error instanceof Error ? error.stack : message }
}
