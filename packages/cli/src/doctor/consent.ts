import { confirm } from '../confirm.js'
import { CliError } from '../exit.js'
import type { Io } from '../io.js'
import { isLoopback } from './loopback.js'

/**
 * The doctor sends forged, large and slow requests, so the user must confirm that the server is theirs. A server on this machine needs no confirmation.
 *
 * @throws CliError if the answer is no, or without a terminal.
 */
export async function askConsent(io: Io, url: URL, yes: boolean): Promise<void> {
  if (yes || isLoopback(url)) return
  const question = `About 70 requests will be sent to ${url.origin}: genuine, forged, broken, large and slow ones. Your handlers will run. Is this your server, and may it be tested now?`
  if (!(await confirm(io, question))) throw new CliError('Nothing was sent.')
}
