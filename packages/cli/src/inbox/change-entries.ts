import type { BullmqInbox, ChangeResult, EntryFilter, EntryState } from '@vidhook/bullmq'
import { confirm } from '../confirm.js'
import { CliError, EXIT, type ExitCode } from '../exit.js'
import { type Io, say, sayJson } from '../io.js'
import { printable } from '../printable.js'
import { type ProgressBar, progressBar } from '../send/progress.js'
import { asked } from './with-inbox.js'

/** What can be done with entries, in the words that are shown. */
export const CHANGES = {
  retry: { title: 'Retry', done: 'retried', states: ['dead', 'delayed'], what: 'are tried again' },
  replay: {
    title: 'Replay',
    done: 'replayed',
    states: ['done', 'dead'],
    what: 'run all their handlers again',
  },
  drop: {
    title: 'Drop',
    done: 'dropped',
    states: ['dead', 'delayed', 'waiting', 'done'],
    what: 'are removed for good',
  },
} as const satisfies Record<
  string,
  { readonly states: readonly EntryState[]; readonly [text: string]: unknown }
>

export type Change = keyof typeof CHANGES

export interface ChangeCommandOptions {
  readonly all?: boolean
  readonly limit?: number
  readonly rate?: number
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

/** Changes an entry, or all that match: counts them, asks, and shows how far it is. */
export async function changeEntries(
  io: Io,
  inbox: BullmqInbox,
  change: Change,
  which: string | EntryFilter,
  options: ChangeCommandOptions,
): Promise<ExitCode> {
  const { limit, dryRun = false, yes = false, json = false } = options
  const { matched } = await asked(() => inbox[change](which, { limit, dryRun: true }))
  if (typeof which === 'string' && matched === 0)
    throw new CliError(`There is no entry ${printable(which)}.`, EXIT.negative)
  const told = json ? io.stderr : io.stdout
  if (matched > 0 && !dryRun && !yes && !(await confirm(io, question(change, which, matched)))) {
    if (json) sayJson(io, { change, matched, changed: 0, declined: true })
    say(told, 'Nothing was changed.')
    return EXIT.negative
  }
  const result =
    dryRun || matched === 0 ? { matched, changed: 0 } : await run(io, inbox, change, which, options)
  if (json) sayJson(io, { change, ...result, dryRun })
  else say(io.stdout, summary(change, result, dryRun))
  if (!io.interrupted.aborted) return EXIT.ok
  say(io.stderr, `Interrupted: ${result.changed} of ${result.matched} were ${CHANGES[change].done}.`)
  return EXIT.interrupted
}

function question(change: Change, which: string | EntryFilter, matched: number): string {
  const { title } = CHANGES[change]
  if (typeof which === 'string') return `${title} ${printable(which)}?`
  return `${title} ${entries(matched)}?`
}

async function run(
  io: Io,
  inbox: BullmqInbox,
  change: Change,
  which: string | EntryFilter,
  { limit, rate }: ChangeCommandOptions,
): Promise<ChangeResult> {
  let bar: ProgressBar | undefined
  try {
    return await asked(() =>
      inbox[change](which, {
        limit,
        rate,
        signal: io.interrupted,
        onProgress({ total }) {
          if (total > 1) bar ??= progressBar(io, total)
          bar?.advance()
        },
      }),
    )
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
