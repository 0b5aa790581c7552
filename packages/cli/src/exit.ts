/** What the process says when it ends. Documented in every command's help. */
export const EXIT = {
  /** What was asked for was done, and came out well. */
  ok: 0,
  /** It was done and came out badly: a signature that does not match, an endpoint that answers wrongly. */
  negative: 1,
  /** It could not be done: wrong usage, a missing secret, a file or a server that cannot be reached. */
  error: 2,
  /** Ctrl-C or SIGTERM ended it before its time: 128 + SIGINT, as shells say it. */
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Ends a command with a message for the user, that names what to do, and no stack trace. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode = EXIT.error) {
    super(message)
    this.exitCode = exitCode
  }
}
