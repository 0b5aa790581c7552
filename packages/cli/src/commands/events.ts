import { Argument, Command } from 'commander'
import { PROVIDER_NAMES } from '../../../core/src/providers/provider-name.js'
import { type ApiOptions, called, joggClient, withApiOptions } from '../api-clients.js'
import type { CommandModule } from '../cli.js'
import { CliError } from '../exit.js'
import { type Io, say, sayJson } from '../io.js'
import { printable } from '../printable.js'
import { eventNames } from '../providers/event-names.js'
import { eventsFor, type KnownName, knownSenders, scheduleFor } from '../providers/senders.js'

interface EventsOptions extends ApiOptions {
  readonly live?: boolean
  readonly json?: boolean
}

/** The events of each provider: those that vidhook knows, or those that JoggAI can send now. */
export const events: CommandModule = (io) =>
  withApiOptions(new Command('events'), 'JOGG_API_KEY')
    .description('List the events that vidhook knows, or that JoggAI can send now.')
    .addArgument(
      new Argument('[provider]', 'only the events of this provider').choices([
        ...PROVIDER_NAMES,
        ...knownSenders.map(({ name }) => name),
      ]),
    )
    .option('--live', 'ask JoggAI which events it can send now; needs an API key')
    .option('--json', 'the result as one line of JSON')
    .addHelpText('after', HELP)
    .action(async (provider: KnownName | undefined, options: EventsOptions) => {
      if (options.live) return listLive(io, provider, options)
      if (options.apiKey !== undefined || options.apiUrl !== undefined)
        throw new CliError('--api-key and --api-url are for --live. Without it, nobody is asked.')
      listKnown(io, provider ? [provider] : PROVIDER_NAMES, options)
    })

function listKnown(io: Io, providers: readonly KnownName[], { json }: EventsOptions): void {
  if (json) {
    const listed = providers.flatMap((provider) => eventsFor(provider).map((name) => ({ provider, name })))
    sayJson(io, { events: listed })
    return
  }
  for (const provider of providers) {
    say(io.stdout, io.colors.bold(scheduleFor(provider).provider))
    for (const name of eventsFor(provider)) say(io.stdout, `  ${name}`)
  }
}

async function listLive(io: Io, provider: KnownName | undefined, options: EventsOptions): Promise<void> {
  if (provider !== undefined && provider !== 'jogg')
    throw new CliError(
      `${scheduleFor(provider).provider} cannot be asked for its events: leave out --live for those that vidhook knows.`,
    )
  const names = await called(joggClient(io, options).events.list({ signal: io.interrupted }))
  const listed = names.map((name) => ({
    provider: 'jogg',
    name,
    known: eventNames.jogg.includes(name),
  }))
  if (options.json) return sayJson(io, { events: listed })
  for (const { name, known } of listed) {
    const note = known ? '' : io.colors.yellow('  new: unknown to this version of vidhook')
    say(io.stdout, `${printable(name)}${note}`)
  }
}

const HELP = `
Examples:
  $ vidhook events
  $ vidhook events mux
  $ vidhook events hoox --json | jq -r '.events[].name'
  $ vidhook events --live
  $ vidhook events --live --json | jq -r '.events[] | select(.known | not) | .name'

Exit codes: 0 listed, 2 it could not be done.`
