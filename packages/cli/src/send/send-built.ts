import { setTimeout as delay } from 'node:timers/promises'
import { EXIT, type ExitCode } from '../exit.js'
import type { Io } from '../io.js'
import { numberOption } from '../number-option.js'
import { postDelivery } from '../providers/post-delivery.js'
import type { Schedule } from '../providers/schedule.js'
import type { KnownName } from '../providers/senders.js'
import { readInput } from '../read-input.js'
import { askForEvent, rememberedUrl } from './ask-for.js'
import type { Assignment } from './assignment.js'
import type { BuiltDelivery, Wanted } from './build-delivery.js'
import { refuseUnknown } from './known-event.js'
import { rememberUrl } from './last-url.js'
import { sendMany } from './send-many.js'
import { sendOne } from './send-one.js'
import { targetUrl } from './target-url.js'

/** The options of `vidhook send` that are the same for every provider. */
export interface SendOptions {
  readonly to?: string
  readonly unknown?: boolean
  readonly set?: readonly Assignment[]
  readonly from?: string
  readonly count?: number
  readonly concurrency: number
  readonly retry?: boolean
  readonly json?: boolean
}

export const countOption = numberOption({
  min: 1,
  max: Number.MAX_SAFE_INTEGER,
  whole: true,
  description: 'a whole number, at least 1',
})

/**
 * Reads what is to be sent. At a terminal, an event that was left out is asked for; a URL that was left out is the last one.
 *
 * @throws CliError if the event is unknown, or something is missing
 */
export async function wantedOf(
  io: Io,
  provider: KnownName,
  event: string | undefined,
  { to, unknown, set = [], from }: SendOptions,
): Promise<Wanted> {
  if (event !== undefined && !unknown) refuseUnknown(provider, event)
  const url = targetUrl(to ?? (await rememberedUrl(io, provider))).href
  const name = event ?? (from === undefined ? await askForEvent(io, provider) : undefined)
  const file = from === undefined ? undefined : await readInput(io, from, '--from')
  return { name, file, assignments: set, to: url }
}

/** Sends what `build` makes, once or `--count` times, and remembers the URL if something answered there. */
export async function sendBuilt(
  io: Io,
  {
    provider,
    schedule,
    to,
  }: { readonly provider: KnownName; readonly schedule: Schedule; readonly to: string },
  build: () => Promise<BuiltDelivery>,
  { count, concurrency, retry = false, json = false }: SendOptions,
): Promise<ExitCode> {
  const deliverOptions = {
    provider,
    schedule,
    retry,
    json,
    signal: io.interrupted,
    post: postDelivery,
    wait: (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal }),
  }
  const exitCode =
    count === undefined
      ? await sendOne(io, await build(), deliverOptions)
      : await sendMany(io, build, { ...deliverOptions, count, concurrency })
  if (exitCode !== EXIT.error) rememberUrl(io.cwd, provider, to)
  return exitCode
}
