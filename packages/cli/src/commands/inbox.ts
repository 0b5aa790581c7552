import { Command } from 'commander'
import type { CommandModule, SetExitCode } from '../cli.js'
import { CliError, EXIT } from '../exit.js'
import { CHANGES, type Change, type ChangeCommandOptions, changeEntries } from '../inbox/change-entries.js'
import { type FilterOptions, filterOf, withFilterOptions } from '../inbox/filter-options.js'
import { type Place, type PlaceOptions, withPlaceOptions } from '../inbox/place.js'
import { nextCommands, showDetails, showSummary } from '../inbox/show-entry.js'
import { asked, withInbox } from '../inbox/with-inbox.js'
import { type Io, say, sayJson } from '../io.js'
import { recordsOf } from '../journal/record-source.js'
import { showRecord } from '../journal/show-record.js'
import { numberOption } from '../number-option.js'
import { printable } from '../printable.js'

interface Options extends PlaceOptions {
  readonly json?: boolean
}

/** The inbox of `@vidhook/bullmq`: what waits, what failed, and what to do about it. */
export const inbox: CommandModule = (io, setExitCode) =>
  new Command('inbox')
    .description('Look into an inbox (@vidhook/bullmq), and retry, replay or drop what is in it.')
    .addCommand(list(io))
    .addCommand(show(io))
    .addCommand(change('retry', 'Have dead entries tried again, and delayed ones at once.', io, setExitCode))
    .addCommand(
      change('replay', 'Have all handlers run again for entries that are done or dead.', io, setExitCode),
    )
    .addCommand(change('drop', 'Remove entries for good.', io, setExitCode))
    .addCommand(counts(io))

function list(io: Io): Command {
  const states = ['dead', 'active', 'delayed', 'waiting', 'done'] as const
  return withFilterOptions(
    command('list', 'Show entries, the dead first, the latest of each state first.'),
    states,
  )
    .option('--limit <n>', 'show so many at most', countOption, 100)
    .action((options: Options & FilterOptions & { readonly limit: number }) =>
      withInbox(io, options, async (inbox) => {
        const { limit } = options
        // One more, to see whether there are more.
        const found = await asked(() => inbox.list({ ...filterOf(options), limit: limit + 1 }))
        const entries = found.slice(0, limit)
        if (options.json) return sayJson(io, { entries })
        for (const entry of entries) showSummary(io, entry)
        if (entries.length === 0) say(io.stdout, 'No entry matches.')
        if (found.length > limit) say(io.stderr, `Only the first ${limit} are shown: --limit shows more.`)
      }),
    )
}

function show(io: Io): Command {
  return command('show', "Show all about an entry: its delivery, its attempts, each handler's error.")
    .argument('<id>', 'as list shows it')
    .option('--body', 'with the body of the delivery')
    .option(
      '--journal [file]',
      'with what a journal says about the event: a file of jsonLines(), or without one the table of postgresJournal()',
    )
    .action((id: string, options: Options & ShowOptions) =>
      withInbox(io, options, async (inbox, place) => {
        const details = await asked(() => inbox.show(id))
        if (!details) throw new CliError(`There is no entry ${printable(id)}.`, EXIT.negative)
        const journal = await journalOf(io, options.journal, details.identity, place)
        const next = nextCommands(details, place).map(({ command }) => command)
        if (options.json) return sayJson(io, { ...details, next, ...(journal && { journal }) })
        showDetails(io, details, place, options.body ?? false)
        if (journal) say(io.stdout, io.colors.bold(`journal: ${journal.length} records`))
        for (const record of journal ?? []) showRecord(io, record)
      }),
    )
}

interface ShowOptions {
  readonly body?: boolean
  readonly journal?: string | true
}

/** All deliveries and attempts of the event, repeats and refusals too: the inbox itself keeps the attempts that failed. */
async function journalOf(io: Io, journal: string | true | undefined, event: string, place: Place) {
  if (journal === undefined) return undefined
  const limit = 1_000
  if (journal !== true) return recordsOf(io, event, { file: journal, limit })
  return recordsOf(io, event, { postgres: place.backend === 'postgres' ? place.url : true, limit })
}

function change(name: Change, description: string, io: Io, setExitCode: SetExitCode): Command {
  return withFilterOptions(command(name, description), CHANGES[name].states)
    .argument('[id]', 'one entry, as list shows it; or choose by the options below')
    .option('--all', `all that are ${CHANGES[name].states[0]}`)
    .option('--limit <n>', 'so many at most, the latest first', countOption)
    .option('--rate <n>', 'so many in a second at most', rateOption)
    .option('--dry-run', 'count what matches, and change nothing')
    .option('-y, --yes', 'do not ask')
    .action((id: string | undefined, options: Options & FilterOptions & ChangeCommandOptions) => {
      const which = chosen(name, id, options)
      return withInbox(io, options, async (inbox, place) => {
        setExitCode(await changeEntries(io, inbox, place, name, which, options))
      })
    })
}

/** All entries are changed only if that was said. */
function chosen(name: Change, id: string | undefined, options: FilterOptions & ChangeCommandOptions) {
  const filter = filterOf(options)
  if (id !== undefined) {
    if (filter || options.all)
      throw new CliError('Give either the id of an entry, or options that choose entries.')
    return id
  }
  if (filter && options.all)
    throw new CliError('--all stands alone: leave out the other options that choose entries.')
  if (!filter && !options.all)
    throw new CliError(
      `Which entries? Give an id, an option such as --event or --error, or --all for all that are ${CHANGES[name].states[0]}.`,
    )
  return filter ?? {}
}

function counts(io: Io): Command {
  return command('counts', 'Count the entries in each state, and check the settings of the server.').action(
    (options: Options) =>
      withInbox(io, options, async (inbox) => {
        const { counts, ...health } = await inbox.health()
        if (!counts) throw new CliError(health.problems.map(({ message }) => printable(message)).join(' '))
        if (options.json) return sayJson(io, { ...counts, ...health })
        for (const [state, count] of Object.entries(counts))
          say(io.stdout, `${String(count).padStart(7)}  ${state}`)
        if (health.oldestWaitingMs !== undefined)
          say(io.stdout, `The oldest has waited for ${Math.round(health.oldestWaitingMs / 1_000)} s.`)
        for (const { message } of health.problems) say(io.stderr, io.colors.yellow(printable(message, 500)))
      }),
  )
}

function command(name: string, description: string): Command {
  const help = HELP[name]
  return withPlaceOptions(new Command(name).description(description))
    .option('--json', 'the result as one line of JSON')
    .addHelpText(
      'after',
      `\nExamples:\n${help?.examples.map((line) => `  $ vidhook inbox ${line}`).join('\n')}\n\nExit codes: ${help?.exitCodes}2 it could not be done.`,
    )
}

const countOption = numberOption({
  min: 1,
  max: Number.MAX_SAFE_INTEGER,
  whole: true,
  description: 'a whole number, at least 1',
})

const rateOption = numberOption({ min: 0.001, max: 100_000 })

const CHANGE_EXIT_CODES = '0 done (or shown, with --dry-run), 1 declined, or there is no such entry, '

const HELP: Readonly<Record<string, { readonly examples: readonly string[]; readonly exitCodes: string }>> = {
  list: {
    examples: [
      'list --state dead',
      'list --event video_export.completed --since 12h',
      'list --error ECONNREFUSED --json',
    ],
    exitCodes: '0 shown, ',
  },
  show: {
    examples: ['show 0b9f3c1e-6a55-4f0e-9d5b-0f6c3a1d2e47'],
    exitCodes: '0 shown, 1 there is no such entry, ',
  },
  retry: {
    examples: [
      'retry 0b9f3c1e-6a55-4f0e-9d5b-0f6c3a1d2e47',
      'retry --error ECONNREFUSED --rate 20',
      'retry --all --yes --json',
    ],
    exitCodes: CHANGE_EXIT_CODES,
  },
  replay: {
    examples: ['replay --event video_export.completed --since 2026-01-31T08:00Z --dry-run'],
    exitCodes: CHANGE_EXIT_CODES,
  },
  drop: { examples: ['drop --receiver jogg --until 30d'], exitCodes: CHANGE_EXIT_CODES },
  counts: { examples: ['counts', 'counts --postgres --json'], exitCodes: '0 shown, ' },
}
