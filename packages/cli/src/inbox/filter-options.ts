import type { EntryFilter, EntryState } from '@vidhook/bullmq'
import { type Command, InvalidArgumentError, Option } from 'commander'

/** The options that choose entries, named as in `EntryFilter`. */
export type FilterOptions = EntryFilter

/** Adds them. @param states those that the command can be used on */
export function withFilterOptions(command: Command, states: readonly EntryState[]): Command {
  return command
    .addOption(new Option('--state <state>', 'in this state').choices(states))
    .option('--receiver <name>', "of the receiver of this name (the provider's, if it has none of its own)")
    .option('--event <name>', 'of this event')
    .option('--identity <identity>', 'of this identity, such as evt_1')
    .option('--error <text>', 'whose last error has this text in it')
    .option('--since <time>', TIME_HELP.since, timeOption)
    .option('--until <time>', TIME_HELP.until, timeOption)
}

/** The filter alone. `undefined` if nothing was chosen. */
export function filterOf(options: FilterOptions): EntryFilter | undefined {
  const { state, receiver, event, identity, error, since, until } = options
  const filter = { state, receiver, event, identity, error, since, until }
  return Object.values(filter).some((value) => value !== undefined) ? filter : undefined
}

const TIME_HELP = {
  since: 'received at this time or later: 2026-01-31T08:00Z, or so long ago: 30m, 12h, 7d',
  until: 'received before this time, in the same forms',
} as const

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 60 * 60_000,
  d: 24 * 60 * 60_000,
}

/** Reads a time: a date of ISO 8601, or how long ago. */
function timeOption(text: string): Date {
  const [, amount, unit] = /^(\d+)([smhd])$/.exec(text) ?? []
  const ms = unit === undefined ? undefined : UNIT_MS[unit]
  const time = ms === undefined ? dateOf(text) : new Date(Date.now() - Number(amount) * ms)
  if (!Number.isNaN(time.getTime())) return time
  throw new InvalidArgumentError(
    'It must be a date such as 2026-01-31 or 2026-01-31T08:00Z, or so long ago: 30m, 12h, 7d.',
  )
}

function dateOf(text: string): Date {
  return new Date(/^\d{4}-\d\d-\d\d/.test(text) ? text : Number.NaN)
}
