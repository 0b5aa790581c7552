import { confirm as ask, isCancel } from '@clack/prompts'
import { CliError, EXIT } from './exit.js'
import type { Io } from './io.js'

/**
 * Asks before something that cannot be undone. The question goes to stderr, so that stdout holds only the result.
 *
 * @throws CliError without a terminal, or at Ctrl-C.
 */
export async function confirm({ stdin, stderr, interrupted }: Io, message: string): Promise<boolean> {
  if (!stdin.isTTY || !stderr.isTTY) {
    throw new CliError(`${message} There is no terminal to ask at: add --yes to confirm.`)
  }
  const answer = await ask({
    message,
    initialValue: false,
    input: stdin,
    output: stderr,
    signal: interrupted,
  })
  if (isCancel(answer)) throw new CliError('Nothing was done.', EXIT.interrupted)
  return answer
}
