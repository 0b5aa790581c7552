import type { AttemptRecord, EntryDetails, EntryState, EntrySummary } from '@vidhook/bullmq'
import { type Io, say } from '../io.js'
import { printable } from '../printable.js'
import type { Place } from './place.js'

/** An entry in two lines: which one it is, and how far it is. */
export function showSummary(io: Io, entry: EntrySummary): void {
  const { bold, dim } = io.colors
  const { id, state, receiver, eventName, identity } = entry
  const event = printable(eventName ?? 'without a name')
  say(
    io.stdout,
    `${bold(printable(id))}  ${colored(io, state)}  ${printable(receiver)} ${event}  ${printable(identity)}`,
  )
  say(io.stdout, dim(`  received ${time(entry.receivedAt)}, ${progressOf(entry)}`))
}

function progressOf({ state, attempts, error, nextAttemptAt, finishedAt }: EntrySummary): string {
  const made = `${attempts} attempt${attempts === 1 ? '' : 's'}`
  const when =
    state === 'delayed'
      ? `, the next ${time(nextAttemptAt)}`
      : finishedAt
        ? `, ended ${time(finishedAt)}`
        : ''
  return `${made}${when}${error === undefined ? '' : `: ${printable(error)}`}`
}

/** All about an entry. */
export function showDetails(io: Io, details: EntryDetails, place: Place, withBody: boolean): void {
  const { bold, dim, green } = io.colors
  const { id, state, receiver, provider, eventName, identity, receivedAt, entry } = details
  say(io.stdout, `${bold(printable(id))}  ${colored(io, state)}`)
  const line = (what: string, text: string) => say(io.stdout, `${dim(what.padEnd(10))} ${text}`)
  line('event', printable(eventName ?? 'without a name'))
  line('identity', printable(identity))
  line('receiver', `${printable(receiver)}${receiver === provider ? '' : `, for ${printable(provider)}`}`)
  line('delivered', `${time(receivedAt)} to ${printable(entry.path, 500)}`)
  for (const [name, value] of Object.entries(entry.headers))
    line('', dim(printable(`${name}: ${value}`, 500)))
  if (entry.callback !== null) line('callback', printable(entry.callback, 2_000))
  line('body', `${printable(String(bodyOf(details).length))} bytes${withBody ? ':' : ', shown with --body'}`)
  if (withBody) for (const text of bodyLines(details)) say(io.stdout, `  ${printable(text, 10_000)}`)
  line('attempts', `${details.attempts}${details.failures.length > 0 ? '. Those that failed:' : ''}`)
  for (const attempt of details.failures) showAttempt(io, attempt)
  if (details.succeeded.length > 0)
    line('succeeded', green(details.succeeded.map((each) => printable(each)).join(', ')))
  if (details.error !== undefined && details.error !== details.failures.at(-1)?.error)
    line('error', printable(details.error, 1_000))
  if (details.finishedAt) line('ended', time(details.finishedAt))
  if (details.nextAttemptAt) line('next', `attempt ${time(details.nextAttemptAt)}`)
  for (const { what, command } of nextCommands(details, place)) say(io.stdout, `\n${what}:\n  ${command}`)
}

function showAttempt(io: Io, { number, endedAt, runs, error }: AttemptRecord): void {
  const { green, red, dim } = io.colors
  say(
    io.stdout,
    `  ${number}. ${dim(printable(endedAt))}  ${runs.length === 0 ? red(printable(error, 1_000)) : ''}`.trimEnd(),
  )
  for (const { handler, durationMs, error: failure } of runs) {
    const came = failure === undefined ? green('succeeded') : red(printable(failure, 1_000))
    say(io.stdout, `     ${printable(handler)}  ${dim(`${durationMs} ms`)}  ${came}`)
  }
}

/** What can be done with it now, as commands to copy. */
export function nextCommands({ id, state }: EntrySummary, { asOptions }: Place) {
  return NEXT[state].map(([what, change]) => ({
    what,
    command: `vidhook inbox ${change} ${printable(id)}${asOptions}`,
  }))
}

const NEXT: Readonly<Record<EntryState, readonly (readonly [what: string, change: string])[]>> = {
  dead: [
    ['To try it again', 'retry'],
    ['To remove it for good', 'drop'],
  ],
  delayed: [['To try it again now', 'retry']],
  done: [['To run all of its handlers again', 'replay']],
  waiting: [],
  active: [],
}

function colored({ colors: { red, green, yellow, cyan } }: Io, state: EntryState): string {
  const style = { dead: red, active: cyan, delayed: yellow, waiting: cyan, done: green }[state]
  return style(state.padEnd(7))
}

function time(date: Date | undefined): string {
  return date === undefined ? 'soon' : date.toISOString()
}

function bodyOf({ entry: { body, encoding } }: EntryDetails): Buffer {
  return Buffer.from(body, encoding)
}

/** As it was sent, but for the indentation of what is JSON. */
function bodyLines(details: EntryDetails): readonly string[] {
  const text = bodyOf(details).toString('utf8')
  try {
    return JSON.stringify(JSON.parse(text), null, 2).split('\n')
  } catch {
    return text.split('\n')
  }
}
