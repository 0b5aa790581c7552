import type { CallbackContext } from '@vidhook/core'
import { Argument, Command } from 'commander'
import type { SetExitCode } from '../cli.js'
import { type Io, say } from '../io.js'
import { jsonObjectOption } from '../json-object.js'
import { type KnownSender, knownSenders } from '../providers/senders.js'
import { senderSecret } from '../secrets.js'
import { collectAssignments } from '../send/assignment.js'
import { buildSenderDelivery, type SenderOrder } from '../send/build-sender-delivery.js'
import { countOption, type SendOptions, sendBuilt, wantedOf } from '../send/send-built.js'

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
      .option('--count <n>', 'send this many deliveries, and summarize the answers', countOption)
      .option('--concurrency <n>', 'with --count: how many at the same time', countOption, 10)
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

interface Options extends SendOptions {
  readonly secret?: string
  readonly context?: CallbackContext
}

async function run(io: Io, sender: KnownSender, event: string | undefined, options: Options) {
  const { name: provider, title, variable, schedule } = sender
  const secret = senderSecret(io, sender, options.secret)
  if (secret === undefined)
    say(io.stderr, `The URL is not signed (no --secret, no ${variable}): a receiver of ${title} refuses it.`)
  const wanted = await wantedOf(io, provider, event, options)
  const order: SenderOrder = { ...wanted, sender, secret, context: options.context }
  const target = { provider, schedule, to: wanted.to }
  return sendBuilt(io, target, () => buildSenderDelivery(order), options)
}

const NOTES: Readonly<Record<string, string | undefined>> = {
  fal: "fal signs with a key that only it has: give your receiver fal({ keys: falTestKeys('<secret>') }) in place of fal().\n\n",
}
