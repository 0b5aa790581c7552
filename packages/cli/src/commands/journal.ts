import { Command } from 'commander'
import type { CommandModule } from '../cli.js'
import { EXIT } from '../exit.js'
import { say, sayJson } from '../io.js'
import { recordsOf, type SourceOptions } from '../journal/record-source.js'
import { showRecord } from '../journal/show-record.js'
import { numberOption } from '../number-option.js'

/** What became of an event, from a receiver's journal. */
export const journal: CommandModule = (io, setExitCode) =>
  new Command('journal').description("Look into a receiver's journal: what became of an event.").addCommand(
    new Command('show')
      .description('Show all deliveries and attempts of an event, the first one first.')
      .argument('<event>', "the event's identity, such as evt_1, or the name of an event")
      .option('--file <file>', 'a journal of jsonLines(); - is stdin')
      .option('--sqlite <file>', 'a journal of sqliteJournal()')
      .option('--postgres [url]', 'a journal of postgresJournal() (or DATABASE_URL)')
      .option('--table <name>', "the journal's table, if it has a name of its own")
      .option('--limit <n>', 'show so many at most, the latest', limitOption, 1_000)
      .option('--json', 'the records as one line of JSON')
      .addHelpText('after', HELP)
      .action(async (event: string, options: SourceOptions & { readonly json?: boolean }) => {
        const records = await recordsOf(io, event, options)
        if (records.length === 0) setExitCode(EXIT.negative)
        if (options.json) return sayJson(io, { records })
        for (const record of records) showRecord(io, record)
        if (records.length === 0)
          say(
            io.stdout,
            'The journal has nothing about it. A delivery that was refused has no identity: look for its time instead.',
          )
      }),
  )

const limitOption = numberOption({
  min: 1,
  max: 1_000_000,
  whole: true,
  description: 'a whole number, at least 1',
})

const HELP = `
Examples:
  $ vidhook journal show evt_1 --file webhooks.jsonl
  $ vidhook journal show video_export:job_1:completed --postgres
  $ kubectl logs web | vidhook journal show evt_1 --file -

Exit codes: 0 something was found, 1 nothing was found, 2 it could not be done.`
