import { randomBytes } from 'node:crypto'
import { access, constants, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { HooxEventName, JoggEventName } from '@vidhook/core'
import type { SenderName } from '@vidhook/providers/testing'
import { Command, Option } from 'commander'
import { nearestName } from '../../../core/src/nearest-name.js'
import { PROVIDER_NAMES, type ProviderName } from '../../../core/src/providers/provider-name.js'
import type { CommandModule } from '../cli.js'
import { askConsent } from '../doctor/consent.js'
import { diagnose, type Finding, Unreachable } from '../doctor/diagnose.js'
import type { Target } from '../doctor/lab.js'
import { htmlReport } from '../doctor/report-html.js'
import { jsonReport } from '../doctor/report-json.js'
import { textReport } from '../doctor/report-text.js'
import { type Report, shownTarget, summaryOf } from '../doctor/summary.js'
import { CliError, EXIT } from '../exit.js'
import { fileProblem } from '../file-problem.js'
import { type Io, say, sayJson } from '../io.js'
import { numberOption } from '../number-option.js'
import { eventsFor, knownSenders, scheduleFor, senderNamed } from '../providers/senders.js'
import { optionalSecret, requiredSecret, senderSecret } from '../secrets.js'
import { targetUrl } from '../send/target-url.js'

/** Examines a user's endpoint, in any language or framework. */
export const doctor: CommandModule = (io, setExitCode) =>
  new Command('doctor')
    .description('Examine your endpoint: what it accepts, what it refuses, and what to fix.')
    .argument('<url>', 'the URL that the provider posts to')
    .addOption(
      new Option('--provider <provider>', 'the provider that posts there')
        .choices([...PROVIDER_NAMES, ...knownSenders.map(({ name }) => name)])
        .makeOptionMandatory(),
    )
    .option(
      '--secret <secret>',
      'the secret that it verifies with (or JOGG_WEBHOOK_SECRET, HOOX_CALLBACK_SECRET)',
    )
    .option('--rotated-secret <secret>', 'the second secret that it accepts during a rotation')
    .option('--event <name>', `the event to send (default: ${DEFAULT_EVENT.jogg}, or ${DEFAULT_EVENT.hoox})`)
    .option(
      '--patience <seconds>',
      'how long the endpoint may wait for a slow body',
      numberOption({ min: 1, max: 600 }),
      15,
    )
    .option('--report <file>', 'write the report to an HTML file')
    .option('--json', 'the report as one line of JSON')
    .option('--yes', 'do not ask before probing a server on another machine')
    .addHelpText('after', HELP)
    .action(async (url: string, options: DoctorOptions) => {
      setExitCode(await run(io, url, options))
    })

interface DoctorOptions {
  readonly provider: ProviderName | SenderName
  readonly secret?: string
  readonly rotatedSecret?: string
  readonly event?: string
  readonly patience: number
  readonly report?: string
  readonly json?: boolean
  readonly yes?: boolean
}

async function run(io: Io, to: string, options: DoctorOptions) {
  const target = targetOf(io, to, options)
  await askConsent(io, new URL(target.url), options.yes === true)
  const file = options.report === undefined ? undefined : resolve(io.cwd, options.report)
  // Checked first: the probes take a minute, and their report must not be lost.
  if (file !== undefined) await access(dirname(file), constants.W_OK).catch(cannotWrite(dirname(file)))
  const report = await examine(io, target, options.json === true)
  if (options.json) sayJson(io, jsonReport(report))
  if (file !== undefined) {
    await writeFile(file, htmlReport(report)).catch(cannotWrite(file))
    say(io.stderr, `The report is in ${options.report}.`)
  }
  return summaryOf(report.findings).ok ? EXIT.ok : EXIT.negative
}

async function examine(io: Io, target: Target, silent: boolean): Promise<Report> {
  const text = silent ? undefined : textReport(io, target)
  const startedAt = new Date()
  const clock = performance.now()
  const findings: Finding[] = []
  try {
    for await (const finding of diagnose(target, { signal: io.interrupted, onStart: text?.starting })) {
      findings.push(finding)
      text?.finding(finding)
    }
  } catch (error) {
    if (error instanceof Unreachable) throw new CliError(unreachable(target, error))
    throw error
  }
  const report = { target, startedAt, durationMs: performance.now() - clock, findings }
  text?.end(report)
  return report
}

function targetOf(io: Io, to: string, options: DoctorOptions): Target {
  const { provider, rotatedSecret, patience } = options
  const url = targetUrl(to, 'The doctor')
  const secret = secretFor(io, provider, options.secret)
  const sender = senderNamed(provider)
  if (sender && rotatedSecret !== undefined)
    throw new CliError(
      '--rotated-secret is for JoggAI and Hoox: run the doctor once with each of the two secrets.',
    )
  // Every delivery gets its own signature, so a signature in the given URL is removed.
  if ((provider === 'hoox' || sender?.proof === 'callback') && secret !== undefined)
    url.searchParams.delete('vidhook')
  if (rotatedSecret !== undefined && rotatedSecret === secret)
    throw new CliError('--rotated-secret is the same as the secret: give the second secret of the rotation.')
  return {
    provider,
    url: url.href,
    event: knownEvent(provider, options.event),
    secret,
    rotatedSecret,
    runId: randomBytes(4).toString('hex'),
    timeoutMs: scheduleFor(provider).timeoutMs,
    patienceMs: patience * 1_000,
  }
}

function secretFor(io: Io, provider: Target['provider'], option: string | undefined): string | undefined {
  if (provider === 'jogg') return requiredSecret(io, 'jogg', option)
  const sender = senderNamed(provider)
  return sender ? senderSecret(io, sender, option) : optionalSecret(io, 'hoox', option)
}

function knownEvent(provider: Target['provider'], given: string | undefined): string {
  const events = eventsFor(provider)
  const usual = provider === 'jogg' || provider === 'hoox' ? DEFAULT_EVENT[provider] : events[0]
  const name = given ?? usual ?? ''
  if (events.includes(name)) return name
  const nearest = nearestName(name, events)
  const known = nearest ? `Did you mean ${nearest}?` : `Its events are ${events.join(', ')}.`
  throw new CliError(`The doctor has no sample of an event ${JSON.stringify(name)}. ${known}`)
}

function cannotWrite(path: string): (error: unknown) => never {
  return (error) => {
    throw new CliError(`--report: ${fileProblem(path, error)}`)
  }
}

function unreachable(target: Target, { message }: Error): string {
  const certificate = /CERT|SELF_SIGNED|ALTNAME/.test(message)
    ? ' A provider would not trust this certificate either. If you trust it, set NODE_EXTRA_CA_CERTS.'
    : ''
  return `${shownTarget(target)} cannot be reached: ${message}.${certificate || ' Is the server running, and is the URL right?'}`
}

const DEFAULT_EVENT = {
  jogg: 'generated_avatar_video_success',
  hoox: 'video_generate.completed',
} as const satisfies { readonly jogg: JoggEventName; readonly hoox: HooxEventName }

const HELP = `
It sends real deliveries: your handlers run about 30 times, with ids that contain vidhook_doctor. Use a test server, or
choose a harmless event with --event. Examine only your own servers; it asks before it probes one on another machine.

Examples:
  $ vidhook doctor http://localhost:3000/webhooks/jogg --provider jogg
  $ vidhook doctor http://localhost:3000/webhooks/hoox --provider hoox --event video_export.failed
  $ vidhook doctor https://staging.example.com/webhooks/jogg --provider jogg --yes --report report.html
  $ vidhook doctor $URL --provider jogg --json | jq '.probes[] | select(.verdict == "failed")'

Exit codes: 0 nothing critical or important failed, 1 something did, 2 the endpoint could not be reached.`
