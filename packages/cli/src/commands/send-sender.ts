import { setTimeout as delay } from 'node:timers/promises'
import type { CallbackContext } from '@vidhook/core'
import { Argument, Command } from 'commander'
import type { SetExitCode } from '../cli.js'
import { CliError, EXIT } from '../exit.js'
import { type Io, say } from '../io.js'
import { jsonObjectOption } from '../json-object.js'
import { numberOption } from '../number-option.js'
import { postDelivery } from '../providers/post-delivery.js'
import { type KnownSender, knownSenders } from '../providers/senders.js'
import { readInput } from '../read-input.js'
import { askForEvent, rememberedUrl } from '../send/ask-for.js'
import { type Assignment, collectAssignments } from '../send/assignment.js'
import { buildSenderDelivery, type SenderOrder } from '../send/build-sender-delivery.js'
import { refuseUnknown } from '../send/known-event.js'
import { rememberUrl } from '../send/last-url.js'
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
        new Argument('[event]', "the event's name; at a terminal, it is asked for if left out")
          .choices(events)
          .argParser(String),
      )
      .option('--to <url>', 'the URL to send it to (default: the last one from this folder)')
      .option('--unknown', 'send it although vidhook does not know the name')
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
  readonly to?: string
  readonly unknown?: boolean
  readonly secret?: string
  readonly context?: CallbackContext
  readonly set?: readonly Assignment[]
  readonly from?: string
  readonly count?: number
  readonly concurrency: number
  readonly retry?: boolean
  readonly json?: boolean
}

async function run(io: Io, sender: KnownSender, event: string | undefined, options: Options) {
  const { count, concurrency, retry = false, json = false, from } = options
  const secret = secretOf(io, sender, options.secret)
  if (event !== undefined && !options.unknown) refuseUnknown(sender.name, event)
  const to = targetUrl(options.to ?? (await rememberedUrl(io, sender.name))).href
  const order: SenderOrder = {
    sender,
    name: event ?? (from === undefined ? await askForEvent(io, sender.name) : undefined),
    file: from === undefined ? undefined : await readInput(io, from, '--from'),
    assignments: options.set ?? [],
    to,
    secret,
    context: options.context,
  }
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
  const exitCode =
    count === undefined
      ? await sendOne(io, await build(), deliverOptions)
      : await sendMany(io, build, { ...deliverOptions, count, concurrency })
  if (exitCode !== EXIT.error) rememberUrl(io.cwd, sender.name, to) // something answered there
  return exitCode
}

function secretOf(io: Io, { title, proof, variable }: KnownSender, option: string | undefined) {
  const secret = option || io.env[variable] || undefined
  if (secret !== undefined) return secret
  if (proof === 'signature')
    throw new CliError(`No secret: give --secret, or set ${variable} in the environment or in ${io.envFile}.`)
  say(io.stderr, `The URL is not signed (no --secret, no ${variable}): a receiver of ${title} refuses it.`)
  return undefined
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
