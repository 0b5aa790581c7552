import type { CallbackContext } from '@vidhook/core'
import { joggOtherSamples } from '@vidhook/core/testing'
import { Argument, Command, Option } from 'commander'
import type { ProviderName } from '../../../core/src/providers/provider-name.js'
import type { CommandModule, SetExitCode } from '../cli.js'
import { hideTokens } from '../hide-tokens.js'
import { type Io, say } from '../io.js'
import { jsonObjectOption } from '../json-object.js'
import { eventNames } from '../providers/event-names.js'
import { schedules } from '../providers/schedule.js'
import { optionalSecret, requiredSecret } from '../secrets.js'
import { collectAssignments } from '../send/assignment.js'
import { buildDelivery, type Order, type SampleForm } from '../send/build-delivery.js'
import { countOption, type SendOptions, sendBuilt, wantedOf } from '../send/send-built.js'
import { senderCommands } from './send-sender.js'

/** Builds, signs and sends events as a provider does. */
export const send: CommandModule = (io, setExitCode) => {
  const command = new Command('send')
    .description('Send a signed event to an endpoint, as its provider would.')
    .addCommand(provider('jogg', 'JoggAI', io, setExitCode).addOption(sampleOption()))
    .addCommand(
      provider('hoox', 'Hoox', io, setExitCode).option(
        '--context <json>',
        'a JSON object that the signed URL carries to the handler',
        jsonObjectOption,
      ),
    )
  for (const sender of senderCommands(io, setExitCode)) command.addCommand(sender)
  return command
}

function sampleOption(): Option {
  return new Option('--sample <form>', 'which form of the event, where two are known (default: first)')
    .choices(['first', 'other'] satisfies SampleForm[])
    .conflicts('from')
}

interface Options extends SendOptions {
  readonly secret?: string
  readonly sample?: SampleForm
  readonly context?: CallbackContext
}

function provider(name: ProviderName, title: string, io: Io, setExitCode: SetExitCode): Command {
  const { timeoutMs, retriesAfterMs, documented } = schedules[name]
  const waits = retriesAfterMs.map((ms) => ms / 1000).join(', ')
  return new Command(name)
    .description(`Send an event as ${title} would.`)
    .addArgument(
      new Argument('[event]', "the event's name; at a terminal, it is asked for if left out")
        .choices(eventNames[name])
        .argParser(String),
    )
    .option('--to <url>', 'the URL to send it to (default: the last one from this folder)')
    .option('--unknown', 'send it although vidhook does not know the name')
    .option('--secret <secret>', SECRET_HELP[name])
    .option('--set <path=value>', 'set a value in the body; may be repeated', collectAssignments)
    .option('--from <file>', 'send the bytes of this file instead of a sample; - is stdin')
    .option('--count <n>', 'send this many deliveries, and summarize the answers', countOption)
    .option('--concurrency <n>', 'with --count: how many at the same time', countOption, 10)
    .option(
      '--retry',
      `retry as ${title} does, after ${waits} s${documented ? '' : ' (our choice: it documents no schedule)'}`,
    )
    .option('--json', 'the result as one line of JSON')
    .addHelpText('after', `${HELP[name]}\n${title} waits ${timeoutMs / 1000} s for an answer.\n${EXIT_CODES}`)
    .action(async (event: string | undefined, options: Options) => {
      setExitCode(await run(io, name, event, options))
    })
}

async function run(io: Io, provider: ProviderName, event: string | undefined, options: Options) {
  const secret =
    provider === 'jogg'
      ? requiredSecret(io, 'jogg', options.secret)
      : optionalSecret(io, 'hoox', options.secret)
  const wanted = await wantedOf(io, provider, event, options)
  const order: Order = { ...wanted, provider, sample: options.sample, secret, context: options.context }
  warnOfLikelyMistakes(io, order, options.retry ?? false)
  const target = { provider, schedule: schedules[provider], to: wanted.to }
  return sendBuilt(io, target, () => buildDelivery(order), options)
}

/** Warns of options that are allowed, but are probably mistakes. */
function warnOfLikelyMistakes(io: Io, { provider, name, sample, secret, to }: Order, retry: boolean): void {
  if (sample === 'other' && name !== undefined && !Object.hasOwn(joggOtherSamples, name)) {
    say(io.stderr, `Only one form of ${name} is known: that one is sent.`)
  }
  if (provider === 'hoox' && secret === undefined && hideTokens(to) === to) {
    say(
      io.stderr,
      'The URL is not signed (no --secret, no HOOX_CALLBACK_SECRET): a receiver with a callbackSecret refuses it.',
    )
  }
  if (retry && !schedules[provider].documented) {
    say(
      io.stderr,
      `${schedules[provider].provider} does not document its retry schedule: these times are our choice.`,
    )
  }
}

const SECRET_HELP = {
  jogg: "the endpoint's secret (or JOGG_WEBHOOK_SECRET)",
  hoox: 'signs the URL (or HOOX_CALLBACK_SECRET)',
} as const

const EXIT_CODES = `
Exit codes: 0 acknowledged (any 2xx), 1 not acknowledged, 2 could not be sent.`

const HELP = {
  jogg: `
Examples:
  $ vidhook send jogg generated_avatar_video_success --to http://localhost:3000/webhooks/jogg
  $ vidhook send jogg generated_avatar_video_success --to $URL --sample other
  $ vidhook send jogg generated_script_failed --to $URL --set data.error.code=50000
  $ vidhook send jogg                       asks for the event, and sends it to the last URL
  $ vidhook send jogg --from event.json --to $URL --retry
  $ vidhook send jogg generated_image_success --to $URL --count 1000 --concurrency 50

Video events have two known forms. A success is sent as seen in production (project_id), or with --sample other as in
JoggAI's guide (video_id, status, cover_url). A failure is sent as in the guide, or with --sample other with project_id and
err_msg only. A vidhook handler finds the id of both forms in data.video_id.
`,
  hoox: `
Examples:
  $ vidhook send hoox video_export.completed --to http://localhost:3000/webhooks/hoox
  $ vidhook send hoox asset_generation.completed --to $URL --set asset_id=asset_1
  $ vidhook send hoox video_generate.completed --to $URL --context '{"userId":"u_42"}'
`,
} as const
