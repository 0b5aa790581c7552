import type { BullmqInbox, ChangeResult, EntryFilter, EntryState } from '@vidhook/bullmq'
import { confirm } from '../confirm.js'
import { CliError, EXIT, type ExitCode } from '../exit.js'
import { type Io, say, sayJson } from '../io.js'
import { printable } from '../printable.js'
import { type ProgressBar, progressBar } from '../send/progress.js'
import type { Place } from './place.js'
import { asked } from './with-inbox.js'

/** What can be done with entries, and with those in which state. The first state is the one that is meant if none is given. */
export const CHANGES = {
  retry: { title: 'Retry', done: 'retried', states: ['dead', 'delayed'] },
  replay: { title: 'Replay', done: 'replayed', states: ['done', 'dead'] },
  drop: { title: 'Drop', done: 'dropped', states: ['dead', 'delayed', 'waiting', 'done'] },
} as const satisfies Record<string, { title: string; done: string; states: readonly EntryState[] }>

export type Change = keyof typeof CHANGES

export interface ChangeCommandOptions {
  readonly all?: boolean
  readonly limit?: number
  readonly rate?: number
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

/** Changes an entry, or all that match. Without `--yes` counts them and asks before. */
export async function changeEntries(
  io: Io,
  inbox: BullmqInbox,
  place: Place,
  change: Change,
  which: string | EntryFilter,
  options: ChangeCommandOptions,
): Promise<ExitCode> {
  const { limit, dryRun = false, yes = false, json = false } = options
  if (yes && !dryRun) return tell(io, change, which, await run(io, inbox, change, which, options), options)
  const count = await asked(() => inbox[change](which, { limit, signal: io.interrupted, dryRun: true }))
  if (dryRun || count.matched === 0) return tell(io, change, which, count, options)
  if (await confirm(io, question(place, change, which, count.matched)))
    return tell(io, change, which, await run(io, inbox, change, which, options), options)
  if (json) sayJson(io, { change, ...count, declined: true })
  say(json ? io.stderr : io.stdout, 'Nothing was changed.')
  return EXIT.negative
}

function tell(
  io: Io,
  change: Change,
  which: string | EntryFilter,
  result: ChangeResult,
  { dryRun = false, json = false }: ChangeCommandOptions,
): ExitCode {
  if (typeof which === 'string' && result.matched === 0)
    throw new CliError(`There is no entry ${printable(which)}.`, EXIT.negative)
  if (json) sayJson(io, { change, ...result, dryRun })
  else say(io.stdout, summary(change, result, dryRun))
  if (!io.interrupted.aborted) return EXIT.ok
  say(io.stderr, `Interrupted: ${result.changed} of ${result.matched} were ${CHANGES[change].done}.`)
  return EXIT.interrupted
}

/** With the place, since a drop in the wrong inbox cannot be undone. */
function question({ shown }: Place, change: Change, which: string | EntryFilter, matched: number): string {
  const what = typeof which === 'string' ? printable(which) : entries(matched)
  return `${CHANGES[change].title} ${what} of the inbox ${printable(shown)}?`
}

async function run(
  io: Io,
  inbox: BullmqInbox,
  change: Change,
  which: string | EntryFilter,
  { limit, rate }: ChangeCommandOptions,
): Promise<ChangeResult> {
  let bar: ProgressBar | undefined
  let progress = ''
  // After a failure, entries that wait for their turn would keep the process.
  const failed = new AbortController()
  try {
    return await asked(() =>
      inbox[change](which, {
        limit,
        rate,
        signal: AbortSignal.any([io.interrupted, failed.signal]),
        onProgress({ done, total }) {
          progress = ` Until then, ${done} of ${total} were worked off.`
          if (total > 1) bar ??= progressBar(io, total)
          bar?.advance()
        },
      }),
    )
  } catch (error) {
    failed.abort()
    throw error instanceof CliError ? new CliError(error.message + progress) : error
  } finally {
    bar?.stop()
  }
}

function summary(change: Change, { matched, changed }: ChangeResult, dryRun: boolean): string {
  const { done } = CHANGES[change]
  if (matched === 0) return 'No entry matches.'
  if (dryRun) return `${entries(matched)} would be ${done}.`
  const others = matched - changed
  return `${entries(changed)} ${changed === 1 ? 'was' : 'were'} ${done}.${others > 0 ? ` ${others} had changed their state meanwhile.` : ''}`
}

function entries(count: number): string {
  return `${count} ${count === 1 ? 'entry' : 'entries'}`
}
