import type { JournalRecord } from '@vidhook/core/journal'
import { type Io, say } from '../io.js'
import { printable } from '../printable.js'

/** One record: when, what, how it came out; below it what went wrong. */
export function showRecord(io: Io, record: JournalRecord): void {
  const { bold, dim, red } = io.colors
  const { at, kind, receiver, event, identity, outcome, status, durationMs } = record
  const about = [event ?? 'without a name', identity ?? 'without an identity'].map((text) => printable(text))
  const ended = printable([outcome, status].filter((part) => part !== undefined).join(' '))
  say(
    io.stdout,
    `${printable(at)}  ${KINDS[kind] ?? printable(kind)}${attemptOf(record)}  ${hasFailed(record) ? red(ended) : bold(ended)}  ${printable(receiver)} ${about.join('  ')}`,
  )
  const { code, reason, error, from, handlers = [] } = record
  const detail = (text: string) => say(io.stdout, dim(`  ${text}`))
  detail(`${durationMs} ms${from ? `, from ${senderOf(from)}` : ''}`)
  for (const handler of handlers)
    detail(
      `handler ${printable(handler.name)}, ${handler.durationMs} ms${handler.error === undefined ? '' : `: ${printable(handler.error, 500)}`}`,
    )
  if (code !== undefined)
    detail(`code ${printable(code)}${reason === undefined ? '' : `: ${printable(reason, 500)}`}`)
  // The first handler's error is shown with its handler.
  if (error !== undefined && !handlers.some((handler) => handler.error === error))
    detail(printable(error, 500))
}

const KINDS: Readonly<Record<string, string>> = {
  delivery: 'delivery',
  handlers: 'late handlers',
  wait_until: 'waitUntil',
  attempt: 'attempt',
} satisfies Record<JournalRecord['kind'], string>

function attemptOf({ attempt }: JournalRecord): string {
  return attempt === undefined ? '' : ` ${attempt}`
}

function hasFailed({ kind, outcome, status = 0 }: JournalRecord): boolean {
  return kind === 'delivery' ? status >= 400 : outcome !== 'succeeded'
}

function senderOf({ address, forwardedFor, userAgent, path }: NonNullable<JournalRecord['from']>): string {
  const parts = [forwardedFor ?? address ?? 'an unknown address', `to ${path}`, userAgent ?? '']
  return printable(parts.filter(Boolean).join(', '), 500)
}
