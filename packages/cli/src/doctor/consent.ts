import { confirm } from '../confirm.js'
import { CliError } from '../exit.js'
import type { Io } from '../io.js'
import { isLoopback } from './loopback.js'

/**
 * The doctor sends forged, large and slow requests, so the user must confirm that the server is theirs. Loopback is not asked for.
 *
 * @throws CliError if the answer is no, or without a terminal.
 */
export async function askConsent(io: Io, url: URL, yes: boolean): Promise<void> {
  if (yes || isLoopback(url)) return
  const question = `Some 70 requests go to ${url.origin}: genuine, forged, broken, large and slow ones. Your handlers run for real. Is that server yours, and is now a good time?`
  if (!(await confirm(io, question))) throw new CliError('Nothing was sent.')
}
