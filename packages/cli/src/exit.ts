/** The exit codes. Every command's help lists them. */
export const EXIT = {
  /** The command ran, and the result is positive. */
  ok: 0,
  /** The command ran, and the result is negative: a signature that does not match, an endpoint that fails a probe. */
  negative: 1,
  /** The command could not run: wrong usage, a missing secret, a file or a server that cannot be reached. */
  error: 2,
  /** Interrupted by Ctrl-C or SIGTERM: 128 + SIGINT, as shells report it. */
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Ends a command with a message that tells the user what to do. No stack trace is shown. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode = EXIT.error) {
    super(message)
    this.exitCode = exitCode
  }
}
