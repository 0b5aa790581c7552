import { setTimeout as delay } from 'node:timers/promises'
import type { CallbackContext } from '@vidhook/core'
import { Argument, Command } from 'commander'
import { nearestName } from '../../../core/src/nearest-name.js'
import type { SetExitCode } from '../cli.js'
import { CliError } from '../exit.js'
import { type Io, say } from '../io.js'
import { jsonObjectOption } from '../json-object.js'
import { numberOption } from '../number-option.js'
import { postDelivery } from '../providers/post-delivery.js'
import { type KnownSender, knownSenders } from '../providers/senders.js'
import { readInput } from '../read-input.js'
import { type Assignment, collectAssignments } from '../send/assignment.js'
import { buildSenderDelivery, type SenderOrder } from '../send/build-sender-delivery.js'
import { sendMany } from '../send/send-many.js'
import { sendOne } from '../send/send-one.js'
import { targetUrl } from '../send/target-url.js'

/** A `vidhook send <sender>` for each sender of `@vidhook/providers`. */
export function senderCommands(io: Io, setExitCode: SetExitCode): readonly Command[] {
  return knownSenders.map((sender) => {
    const { name, title, proof, variable, events, schedule } = sender
    const does = proof === 'callback' ? 'signs the URL' : 'signs the delivery'
    return new Command(name)
      .description(`Send an event as ${title} would.`)
      .addArgument(
        new Argument('[event]', "the event's name; unknown names are sent, too")
          .choices(events)
          .argParser(String),
      )
      .requiredOption('--to <url>', 'the URL to send it to')
      .option('--secret <secret>', `${does} (or ${variable})`)
      .option('--context <json>', 'a JSON object that a signed URL carries to the handler', jsonObjectOption)
      .option('--set <path=value>', 'set a value in the body; may be repeated', collectAssignments)
      .option('--from <file>', 'send the bytes of this file instead of a sample; - is stdin')
      .option('--count <n>', 'send this many deliveries, and summarize the answers', COUNT)
      .option('--concurrency <n>', 'with --count: how many at the same time', COUNT, 10)
      .option('--retry', `retry after ${schedule.retriesAfterMs.map((ms) => ms / 1000).join(', ')} s`)
      .option('--json', 'the result as one line of JSON')
      .addHelpText(
        'after',
        `\n${NOTES[name] ?? ''}Exit codes: 0 acknowledged (any 2xx), 1 not acknowledged, 2 could not be sent.`,
      )
      .action(async (event: string | undefined, options: Options) => {
        setExitCode(await run(io, sender, event, options))
      })
  })
}

interface Options {
  readonly to: string
  readonly secret?: string
  readonly context?: CallbackContext
  readonly set?: readonly Assignment[]
  readonly from?: string
  readonly count?: number
  readonly concurrency: number
  readonly retry?: boolean
  readonly json?: boolean
}

async function run(io: Io, sender: KnownSender, name: string | undefined, options: Options) {
  const { count, concurrency, retry = false, json = false } = options
  const order: SenderOrder = {
    sender,
    name,
    file: options.from === undefined ? undefined : await readInput(io, options.from, '--from'),
    assignments: options.set ?? [],
    to: targetUrl(options.to).href,
    secret: secretOf(io, sender, options.secret),
    context: options.context,
  }
  warnOfUnknown(io, sender, name)
  const deliverOptions = {
    provider: sender.name,
    schedule: sender.schedule,
    retry,
    json,
    signal: io.interrupted,
    post: postDelivery,
    wait: (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal }),
  }
  const build = () => buildSenderDelivery(order)
  return count === undefined
    ? sendOne(io, await build(), deliverOptions)
    : sendMany(io, build, { ...deliverOptions, count, concurrency })
}

function secretOf(io: Io, { title, proof, variable }: KnownSender, option: string | undefined) {
  const secret = option || io.env[variable] || undefined
  if (secret !== undefined) return secret
  if (proof === 'signature')
    throw new CliError(`No secret: give --secret, or set ${variable} in the environment or in .env.`)
  say(io.stderr, `The URL is not signed (no --secret, no ${variable}): a receiver of ${title} refuses it.`)
  return undefined
}

function warnOfUnknown(io: Io, { name: sender, events }: KnownSender, name: string | undefined): void {
  if (name === undefined || events.includes(name)) return
  const nearest = nearestName(name, events)
  const meant = nearest ? ` Did you mean ${nearest}?` : ''
  say(io.stderr, `${name} is not a known event of ${sender}. It is sent anyway.${meant}`)
}

const COUNT = numberOption({
  min: 1,
  max: Number.MAX_SAFE_INTEGER,
  whole: true,
  description: 'a whole number, at least 1',
})

const NOTES: Readonly<Record<string, string | undefined>> = {
  fal: "fal signs with a key that only it has: give your receiver fal({ keys: falTestKeys('<secret>') }) in place of fal().\n\n",
}
