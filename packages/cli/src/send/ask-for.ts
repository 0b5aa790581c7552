import { autocomplete, text } from '@clack/prompts'
import { CliError, EXIT } from '../exit.js'
import type { Io } from '../io.js'
import { eventsFor, type KnownName } from '../providers/senders.js'
import { lastUrl } from './last-url.js'

/** Lets the user choose an event. `undefined` without a terminal to ask at. */
export async function askForEvent(io: Io, provider: KnownName): Promise<string | undefined> {
  if (!canAsk(io)) return undefined
  const options = eventsFor(provider).map((value) => ({ value, label: value }))
  return answered(
    await autocomplete({ message: 'Which event? Type to search.', options, maxItems: 12, ...terminalOf(io) }),
  )
}

/**
 * The URL that was last sent to from this folder, or what the user types.
 *
 * @throws CliError if none is remembered, and there is no terminal to ask at.
 */
export async function rememberedUrl(io: Io, provider: KnownName): Promise<string> {
  const url = lastUrl(io.cwd, provider) ?? (await askForUrl(io, provider))
  if (url !== undefined) return url
  throw new CliError(
    `To which URL? Give --to, such as --to http://localhost:3000/webhooks/${provider}. It is remembered for the next time in this folder.`,
  )
}

async function askForUrl(io: Io, provider: KnownName): Promise<string | undefined> {
  if (!canAsk(io)) return undefined
  const initialValue = `http://localhost:3000/webhooks/${provider}`
  return answered(await text({ message: 'To which URL?', initialValue, ...terminalOf(io) }))
}

function canAsk({ stdin, stderr }: Io): boolean {
  return stdin.isTTY === true && stderr.isTTY === true
}

/** The questions go to stderr, so that stdout holds only the result. */
function terminalOf({ stdin, stderr, interrupted }: Io) {
  return { input: stdin, output: stderr, signal: interrupted }
}

function answered(answer: string | symbol): string {
  if (typeof answer === 'symbol') throw new CliError('Nothing was sent.', EXIT.interrupted)
  return answer
}
