import type { HooxJobRequest } from '@vidhook/api'
import { type CallbackContext, signCallbackUrl } from '@vidhook/core'
import { Argument, Command } from 'commander'
import { type ApiOptions, called, hooxClient, withApiOptions } from '../api-clients.js'
import type { CommandModule, SetExitCode } from '../cli.js'
import { CliError, EXIT } from '../exit.js'
import { hideTokens } from '../hide-tokens.js'
import { type WebhookBody, waitForWebhooks } from '../hoox/await-webhook.js'
import { JOBS, type JobIds, type JobKind, startJob } from '../hoox/jobs.js'
import { type Io, say, sayJson } from '../io.js'
import { jsonObject, jsonObjectOption } from '../json-object.js'
import { numberOption, portOption } from '../number-option.js'
import { printable } from '../printable.js'
import { readInput } from '../read-input.js'
import { requiredSecret } from '../secrets.js'
import { type Assignment, assign, collectAssignments } from '../send/assignment.js'
import { targetUrl } from '../send/target-url.js'

interface StartOptions extends ApiOptions {
  readonly url: string
  readonly secret?: string
  readonly set?: readonly Assignment[]
  readonly from?: string
  readonly context?: CallbackContext
  readonly expires: number
  readonly wait?: boolean
  readonly port: number
  readonly json?: boolean
}

/** Starts Hoox's jobs, each with a signed callback URL. */
export const hoox: CommandModule = (io, setExitCode) =>
  new Command('hoox').description("Start Hoox's jobs.").addCommand(start(io, setExitCode))

function start(io: Io, setExitCode: SetExitCode): Command {
  return withApiOptions(new Command('start'), 'HOOX_API_KEY')
    .description('Start a job with a signed webhook URL. It costs credits.')
    .addArgument(new Argument('<job>', 'what to start').choices(JOBS))
    .requiredOption('--url <url>', 'the https URL that Hoox posts to when the job has ended')
    .option(
      '--set <name=value>',
      'a parameter of the job, such as prompt=…; may be repeated',
      collectAssignments,
    )
    .option('--from <file>', "the job's parameters, as a JSON object")
    .option('--secret <secret>', 'signs the URL (or HOOX_CALLBACK_SECRET)')
    .option('--context <json>', 'a JSON object that the signed URL carries to the handler', jsonObjectOption)
    .option('--expires <hours>', 'how long the URL works', hoursOption, 24)
    .option('--wait', "receive the job's webhooks on this machine, and show them")
    .option('--port <n>', 'with --wait: the port that your tunnel forwards to', portOption, 4000)
    .option('--json', 'the result as one line of JSON')
    .addHelpText('after', HELP)
    .action(async (kind: JobKind, options: StartOptions) => {
      const client = hooxClient(io, options)
      const secret = requiredSecret(io, 'hoox', options.secret)
      const parameters = await parametersOf(io, options)
      const url = await signCallbackUrl(targetUrl(options.url, '--url'), {
        secret,
        context: options.context,
        expiresAt: Date.now() + options.expires * 60 * 60 * 1000,
      })
      const { interrupted: signal } = io
      // Listen before starting the job: its webhook may arrive before the answer that has the job's id.
      const waiting = options.wait
        ? await waitForWebhooks({ port: options.port, callbackSecret: secret, signal })
        : undefined
      try {
        const webhooks = await called(startJob(client, kind, { ...parameters, webhook_url: url }, signal))
        const output = options.json ? io.stderr : io.stdout
        const several = webhooks.length > 1
        const goes = several ? `Its ${webhooks.length} webhooks go` : 'Its webhook goes'
        say(output, `Started ${kind}: ${webhooks.map(shownIds).join(', ')}`)
        say(output, `${goes} to ${hideTokens(url)}, which works for ${options.expires} h.`)
        const events: WebhookBody[] = []
        if (waiting) {
          say(
            output,
            `Waiting for ${several ? 'them' : 'it'} at ${waiting.url}, the address that your tunnel must forward to. Ctrl-C ends the waiting, not the job.`,
          )
          for (const ids of webhooks) {
            const event = await waiting.webhookOf(ids)
            events.push(event)
            if (!options.json) showEvent(io, kind, event)
          }
        }
        if (options.json) sayJson(io, { job: kind, ...result(kind, webhooks, events), url: hideTokens(url) })
        if (events.some(({ status }) => status !== 'completed')) setExitCode(EXIT.negative)
      } finally {
        waiting?.close()
      }
    })
}

async function parametersOf(
  io: Io,
  { from, set = [] }: StartOptions,
): Promise<Omit<HooxJobRequest, 'webhook_url'>> {
  const text = from === undefined ? '{}' : new TextDecoder().decode(await readInput(io, from, '--from'))
  const given = jsonObject(text)
  if (!given) throw new CliError(`--from: ${from} is not a JSON object.`)
  const parameters = set.reduce(assign, given)
  return typeof parameters === 'object' && parameters !== null ? { ...parameters } : {}
}

/** The `--json` result: one id and one event for a job, lists of both for assets. */
function result(kind: JobKind, webhooks: readonly JobIds[], events: readonly WebhookBody[]) {
  const [event] = events
  if (kind !== 'asset') return { ...webhooks[0], ...(event && { event }) }
  return { asset_ids: webhooks.map(({ asset_id }) => asset_id), ...(event && { events }) }
}

function showEvent(io: Io, kind: JobKind, event: WebhookBody): void {
  const { green, red } = io.colors
  const name = printable(`${event.task ?? kind}.${event.status}`)
  say(io.stdout, (event.status === 'completed' ? green : red)(name))
  for (const line of JSON.stringify(event, null, 2).split('\n')) say(io.stdout, printable(line, 2000))
}

function shownIds(ids: JobIds): string {
  return Object.entries(ids)
    .map(([name, id]) => `${name} ${printable(id)}`)
    .join(', ')
}

/** More than 0, at most a year. */
const hoursOption = numberOption({
  min: Number.MIN_VALUE,
  max: 8760,
  description: 'a number of hours, at most 8760',
})

const HELP = `
Examples:
  $ vidhook hoox start generation --url https://example.com/webhooks/hoox --set prompt='Space exploration'
  $ vidhook hoox start export --url $URL --set video_id=video_1 --context '{"userId":"u_42"}'
  $ vidhook hoox start asset --url $URL --set type=image --set model=flux-2-pro --set prompt='A fox'
  $ vidhook hoox start generation --from job.json --url https://my-tunnel.example/hoox --wait --port 4000

With --wait, --url is the public address of your tunnel, and the tunnel forwards to --port on this machine.

Exit codes: 0 started (with --wait: completed), 1 the job failed, 2 it could not be started.`
