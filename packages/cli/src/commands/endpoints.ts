import { setTimeout as delay } from 'node:timers/promises'
import { JOGG_MAX_ENDPOINTS, type JoggEndpointStatus } from '@vidhook/api'
import { Command, Option } from 'commander'
import { type ApiOptions, called, joggClient, withApiOptions } from '../api-clients.js'
import type { CommandModule, SetExitCode } from '../cli.js'
import { confirm } from '../confirm.js'
import { collectEvents, resolveEvents } from '../endpoints/event-option.js'
import { beginRotation, finishRotation } from '../endpoints/rotate.js'
import { type Rotation, readRotation, rotationFile } from '../endpoints/rotation.js'
import { type SecretFileOptions, saveSecret, secretFile } from '../endpoints/secret-file.js'
import { showEndpoint, withoutSecret } from '../endpoints/show.js'
import { CliError, EXIT } from '../exit.js'
import { type Io, say, sayJson } from '../io.js'
import { numberOption } from '../number-option.js'

interface Options extends ApiOptions {
  readonly json?: boolean
}

/** Manages JoggAI's webhook endpoints: the URLs that it posts to. */
export const endpoints: CommandModule = (io, setExitCode) =>
  new Command('endpoints')
    .description("Manage JoggAI's webhook endpoints.")
    .addCommand(list(io))
    .addCommand(create(io))
    .addCommand(update(io))
    .addCommand(remove(io, setExitCode))
    .addCommand(rotate(io, setExitCode))

function list(io: Io): Command {
  return command('list', 'Show all endpoints of the account.', ['vidhook endpoints list']).action(
    async (options: Options) => {
      const all = await called(joggClient(io, options).endpoints.list({ signal: io.interrupted }))
      if (options.json) return sayJson(io, { endpoints: all.map(withoutSecret), limit: JOGG_MAX_ENDPOINTS })
      for (const endpoint of all) showEndpoint(io, endpoint)
      say(io.stdout, `${all.length} of ${JOGG_MAX_ENDPOINTS} endpoints`)
    },
  )
}

function create(io: Io): Command {
  return withSecretFile(
    command('create', 'Create an endpoint, and save its secret.', [
      'vidhook endpoints create https://example.com/webhooks/jogg --events generated_avatar_video_success,generated_avatar_video_failed',
      'vidhook endpoints create https://example.com/webhooks/jogg --events all --secret-file .env.production',
    ]),
    io,
    'JOGG_WEBHOOK_SECRET',
  )
    .argument('<url>', 'the https URL that JoggAI posts to')
    .requiredOption('--events <names>', 'the events, separated by commas, or all', collectEvents)
    .addOption(statusOption().default('enabled'))
    .action(async (url: string, options: Options & SecretFileOptions & CreateOptions) => {
      const { endpoints: api, events: known } = joggClient(io, options)
      const { interrupted: signal } = io
      const target = secretFile(io.cwd, options)
      const events = await resolveEvents(options.events, () => called(known.list({ signal })))
      const created = await called(api.create({ url, events, status: options.status }, { signal }))
      saveSecret(target, created.secret)
      if (options.json)
        sayJson(io, { ...withoutSecret(created), secretFile: target.path, variable: target.variable })
      else {
        showEndpoint(io, created)
        say(
          io.stdout,
          `Its secret is saved as ${target.variable} in ${options.secretFile}. JoggAI cannot change it: keep it safe.`,
        )
      }
      const { length } = await called(api.list({ signal }))
      if (length >= JOGG_MAX_ENDPOINTS) {
        say(
          io.stderr,
          `The account now has ${length} endpoints, and JoggAI allows ${JOGG_MAX_ENDPOINTS}: you can neither create another one nor rotate a secret.`,
        )
      }
    })
}

interface CreateOptions {
  readonly events: readonly string[]
  readonly status: JoggEndpointStatus
}

function update(io: Io): Command {
  return command('update', 'Change the given fields of an endpoint.', [
    'vidhook endpoints update wh_123456789 --status disabled',
    'vidhook endpoints update wh_123456789 --events all',
  ])
    .argument('<id>', 'the id (wh_…), as shown by vidhook endpoints list')
    .option('--url <url>', 'the https URL that JoggAI posts to')
    .option('--events <names>', 'the complete new list, separated by commas, or all', collectEvents)
    .addOption(statusOption())
    .action(async (id: string, options: Options & Partial<CreateOptions> & { readonly url?: string }) => {
      const { endpoints: api, events: known } = joggClient(io, options)
      const { interrupted: signal } = io
      const { url, status } = options
      const events =
        options.events && (await resolveEvents(options.events, () => called(known.list({ signal }))))
      const updated = await called(api.update(id, { url, events, status }, { signal }))
      if (options.json) sayJson(io, withoutSecret(updated))
      else showEndpoint(io, updated)
    })
}

function remove(io: Io, setExitCode: SetExitCode): Command {
  return command('delete', 'Delete an endpoint, and with it its secret.', [
    'vidhook endpoints delete wh_123456789',
  ])
    .argument('<id>', 'the id (wh_…), as shown by vidhook endpoints list')
    .option('-y, --yes', 'delete without asking')
    .action(async (id: string, options: Options & { readonly yes?: boolean }) => {
      const { endpoints: api } = joggClient(io, options)
      const { interrupted: signal } = io
      const endpoint = await called(api.get(id, { signal }))
      if (!options.json) showEndpoint(io, endpoint)
      if (!options.yes && !(await confirm(io, `Delete ${endpoint.endpoint_id}?`))) {
        say(io.stderr, 'Nothing was deleted.')
        return setExitCode(EXIT.negative)
      }
      await called(api.delete(id, { signal }))
      if (options.json) sayJson(io, { deleted: id })
      else say(io.stdout, 'Deleted.')
    })
}

interface RotateCommandOptions extends Options, SecretFileOptions {
  readonly deployed?: boolean
  readonly wait?: number
}

function rotate(io: Io, setExitCode: SetExitCode): Command {
  return withSecretFile(
    command('rotate', "Replace an endpoint's secret without downtime.", [
      'vidhook endpoints rotate wh_123456789',
      'vidhook endpoints rotate wh_123456789 --deployed',
      'vidhook endpoints rotate wh_123456789 --wait 600',
    ]),
    io,
    'JOGG_WEBHOOK_SECRET_NEW',
  )
    .argument('<id>', 'the id (wh_…), as shown by vidhook endpoints list')
    .option('--deployed', 'finish the rotation: the new secret is deployed')
    .option('--wait <seconds>', 'finish after this time, without asking', waitOption)
    .action(async (old: string, options: RotateCommandOptions) => {
      const client = joggClient(io, options)
      const file = rotationFile(io.cwd, old)
      if (options.deployed && readRotation(file)?.new === undefined) {
        throw new CliError(
          `No rotation of ${old} was started in this folder. Run this without --deployed first.`,
        )
      }
      const rotating = { ...options, client, cwd: io.cwd, old, file, signal: io.interrupted }
      const begun = await beginRotation(rotating)
      const output = options.json ? io.stderr : io.stdout
      if (!options.deployed) explainDeployment(io, output, begun.rotation, begun.resumed)
      if (!(await isDeployed(io, options))) {
        const again = `Once it is deployed: vidhook endpoints rotate ${old} --deployed`
        if (options.json) sayJson(io, { ...result(begun.rotation), finished: false })
        say(output, again)
        return setExitCode(EXIT.negative)
      }
      await finishRotation(rotating, begun)
      if (options.json) return sayJson(io, { ...result(begun.rotation), finished: true })
      say(io.stdout, `${begun.rotation.new} has replaced ${old}, which is deleted.`)
      say(io.stdout, 'Keep accepting the old secret for a day: JoggAI may still sign retries with it.')
    })
}

async function isDeployed(io: Io, { deployed, wait, json }: RotateCommandOptions): Promise<boolean> {
  if (deployed) return true
  if (wait !== undefined) {
    await delay(wait * 1000, undefined, { signal: io.interrupted })
    return true
  }
  if (json || !io.stdin.isTTY || !io.stderr.isTTY) return false
  return confirm(io, 'Is it deployed? Then the new endpoint is enabled, and the old one deleted.')
}

function explainDeployment(
  io: Io,
  stream: NodeJS.WritableStream,
  rotation: Rotation,
  resumed: boolean,
): void {
  const { variable, secretFile: path, old } = rotation
  const { bold } = io.colors
  const created = resumed ? 'An earlier run created' : 'Created'
  say(stream, `${created} a second endpoint like ${old}: ${bold(rotation.new ?? '')}. It is disabled.`)
  say(stream, `Its secret is saved as ${variable} in ${path}. Deploy a receiver that accepts both secrets:`)
  say(stream, `\n  joggWebhook([process.env.JOGG_WEBHOOK_SECRET, process.env.${variable}])\n`)
}

function result({ old, new: created, variable, secretFile: path }: Rotation) {
  return { old, new: created, variable, secretFile: path }
}

function command(name: string, description: string, examples: readonly string[]): Command {
  const help = `\nExamples:\n${examples.map((line) => `  $ ${line}`).join('\n')}\n\nExit codes: ${EXIT_CODES[name] ?? ''}2 it could not be done.`
  return withApiOptions(new Command(name).description(description), 'JOGG_API_KEY')
    .option('--json', 'the result as one line of JSON, without the secret')
    .addHelpText('after', help)
}

/** At most a day. */
const waitOption = numberOption({ min: 0, max: 86_400, whole: true })

const EXIT_CODES: Readonly<Record<string, string>> = {
  list: '0 shown, ',
  create: '0 created, ',
  update: '0 changed, ',
  delete: '0 deleted, 1 declined, ',
  rotate: '0 finished, 1 waiting for --deployed, ',
}

function withSecretFile(target: Command, { envFile }: Io, variable: string): Command {
  return target
    .option('--secret-file <file>', 'the file that gets the new secret; it is never printed', envFile)
    .option('--variable <name>', 'the name of its variable in that file', variable)
}

function statusOption(): Option {
  return new Option('--status <status>', 'whether JoggAI posts to it').choices(['enabled', 'disabled'])
}
