import { EXIT, type ExitCode } from '../exit.js'
import { hideTokens } from '../hide-tokens.js'
import { type Io, say, sayJson } from '../io.js'
import { printable } from '../printable.js'
import type { Schedule } from '../providers/schedule.js'
import type { BuiltDelivery } from './build-delivery.js'
import { type Attempt, type DeliverOptions, deliver } from './deliver.js'
import { advice, inShort, verdictOf } from './explain-answer.js'
import { duration } from './latency.js'

/** Sends one delivery and shows the result of every try. */
export async function sendOne(
  io: Io,
  { request, name, identity }: BuiltDelivery,
  options: DeliverOptions & { readonly provider: string; readonly json: boolean },
): Promise<ExitCode> {
  const { schedule, retry, json, provider } = options
  if (!json) {
    say(io.stdout, `POST ${hideTokens(request.url)}`)
    say(
      io.stdout,
      [printable(name), identity && printable(identity), `${request.body.byteLength} bytes`]
        .filter(Boolean)
        .map(String)
        .join(' · '),
    )
  }
  const attempts = await deliver(request, {
    ...options,
    onAttempt: (attempt) => json || say(io.stdout, line(io, attempt, schedule, retry)),
  })
  const last = attempts.at(-1)
  if (json) {
    const url = hideTokens(request.url)
    sayJson(io, {
      provider,
      event: name,
      identity,
      url,
      acknowledged: last?.acknowledged,
      attempts: attempts.map(record),
    })
  } else if (last && !last.acknowledged) {
    explain(io, last, schedule, new URL(request.url))
  }
  return exitCodeOf(attempts)
}

/** If no try reached the endpoint, the command failed: `error`, not `negative`. */
function exitCodeOf(attempts: readonly Attempt[]): ExitCode {
  if (attempts.at(-1)?.acknowledged) return EXIT.ok
  return attempts.every(({ answer }) => answer.kind === 'unreachable') ? EXIT.error : EXIT.negative
}

function line(io: Io, attempt: Attempt, schedule: Schedule, numbered: boolean): string {
  const { number, answer, acknowledged, retryAfterMs } = attempt
  const { green, red, dim } = io.colors
  const said = inShort(answer, schedule).padEnd(30)
  const again = retryAfterMs === undefined ? '' : dim(`   next try in ${retryAfterMs / 1000} s`)
  return `${numbered ? `${number}  ` : ''}${(acknowledged ? green : red)(said)} ${duration(answer.durationMs).padStart(7)}${again}`
}

function explain(io: Io, { number, answer }: Attempt, schedule: Schedule, url: URL): void {
  const body = answer.kind === 'answered' ? answer.body.toString('utf8').trim() : ''
  if (body !== '' && !verdictOf(answer))
    say(io.stdout, io.colors.dim(`answered: ${printable(hideTokens(body))}`))
  const tries = number === 1 ? '' : ` after ${number} tries: ${schedule.provider} would discard the event`
  say(io.stdout, `Not acknowledged${tries}. ${advice(answer, schedule, url)}`)
}

function record({ number, answer, retryAfterMs }: Attempt) {
  return {
    number,
    result: answer.kind,
    ...(answer.kind === 'answered' && { status: answer.status, ...verdictOf(answer) }),
    ...(answer.kind === 'unreachable' && { error: answer.code }),
    durationMs: Math.round(answer.durationMs * 10) / 10,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  }
}
