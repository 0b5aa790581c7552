import { Command } from 'commander'
import { type ApiOptions, called, joggClient, withApiOptions } from '../api-clients.js'
import type { CommandModule } from '../cli.js'
import { say, sayJson } from '../io.js'
import { printable } from '../printable.js'
import { eventNames } from '../providers/event-names.js'

/** The events that JoggAI can send now. */
export const events: CommandModule = (io) =>
  withApiOptions(new Command('events'), 'JOGG_API_KEY')
    .description('List the events that JoggAI can send now.')
    .option('--json', 'the result as one line of JSON')
    .addHelpText('after', HELP)
    .action(async (options: ApiOptions & { readonly json?: boolean }) => {
      const names = await called(joggClient(io, options).events.list({ signal: io.interrupted }))
      const listed = names.map((name) => ({ name, known: eventNames.jogg.includes(name) }))
      if (options.json) return sayJson(io, { events: listed })
      for (const { name, known } of listed) {
        say(
          io.stdout,
          `${printable(name)}${known ? '' : io.colors.yellow('  new: unknown to this version of vidhook')}`,
        )
      }
    })

const HELP = `
Examples:
  $ vidhook events
  $ vidhook events --json | jq -r '.events[] | select(.known | not) | .name'

Exit codes: 0 listed, 2 it could not be done.`
