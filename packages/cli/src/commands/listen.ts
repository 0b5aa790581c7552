import { resolve } from 'node:path'
import { Command } from 'commander'
import type { CommandModule } from '../cli.js'
import { type PlaceOptions, placeOf, withPlaceOptions } from '../inbox/place.js'
import { numberOption, portOption } from '../number-option.js'
import { optionalSecret } from '../secrets.js'
import { targetUrl } from '../send/target-url.js'

interface Options extends PlaceOptions {
  readonly port: number
  readonly inspectorPort?: number
  readonly host: string
  readonly forward?: string
  readonly joggSecret?: string
  readonly hooxSecret?: string
  readonly data: string
  readonly keep: number
  readonly json?: boolean
  readonly tunnel?: boolean
}

/** Receives deliveries on this machine and shows them, in the terminal and on a page. */
export const listen: CommandModule = (io) =>
  withPlaceOptions(new Command('listen'))
    .description('Receive deliveries on this machine, and show them here and on a web page.')
    .option('--port <port>', 'the port that providers post to; 0 for any free one', portOption, 4747)
    .option('--inspector-port <port>', 'the port of the page (default: the port after --port)', portOption)
    .option(
      '--host <address>',
      'the address to receive deliveries at; the page stays on 127.0.0.1',
      '127.0.0.1',
    )
    .option('--forward <url>', 'forward each delivery to your application, and return its answer')
    .option('--jogg-secret <secret>', "JoggAI's secret (or JOGG_WEBHOOK_SECRET)")
    .option('--hoox-secret <secret>', "Hoox's callback secret (or HOOX_CALLBACK_SECRET)")
    .option('--data <folder>', 'the folder for the deliveries', '.vidhook')
    .option(
      '--keep <n>',
      'how many of the newest deliveries to keep',
      numberOption({ min: 1, max: 10_000, whole: true }),
      500,
    )
    .option('--tunnel', 'open a public https URL for --port; needs the package cloudflared')
    .option('--json', 'a line of JSON for each delivery')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      // Imported only here, so that other commands and shell completion start faster.
      const { run } = await import('../listen/run.js')
      const { knownSenders } = await import('../providers/senders.js')
      await run(io, {
        port: options.port,
        pagePort: options.inspectorPort ?? (options.port === 0 ? 0 : options.port + 1),
        host: options.host,
        forwardTo: options.forward === undefined ? undefined : targetUrl(options.forward, '--forward'),
        secrets: {
          jogg: optionalSecret(io, 'jogg', options.joggSecret),
          hoox: optionalSecret(io, 'hoox', options.hooxSecret),
        },
        senderSecrets: Object.fromEntries(
          knownSenders.map(({ name, variable }) => [name, io.env[variable] || undefined]),
        ),
        folder: resolve(io.cwd, options.data),
        keep: options.keep,
        json: options.json ?? false,
        tunnel: options.tunnel ?? false,
        inbox: options.redis || options.postgres ? placeOf(io, options) : undefined,
      })
    })

const HELP = `
The path tells which provider sent a delivery (/webhooks/jogg, /webhooks/hoox); at any other path, the headers do.
Without a secret, deliveries are shown as not verified.

Deliveries of the senders of @vidhook/providers are known, too: by the path /webhooks/<sender>, or by a header that only that
sender has. Their secrets are read from the environment, such as MUX_WEBHOOK_SECRET or LUMA_CALLBACK_SECRET.

Examples:
  $ vidhook listen
  $ vidhook listen --forward http://localhost:3000/webhooks/jogg    all deliveries go to this path
  $ vidhook listen --forward http://localhost:3000                  each delivery keeps its path
  $ vidhook listen --json | jq -r .eventName

With --redis or --postgres, the page also shows your application's inbox: its entries, the dead, and why they failed.

To receive deliveries from the internet, use --tunnel, or point a tunnel of your own at --port, never at the page's port.

Exit codes: 0 ended by Ctrl-C or SIGTERM, 2 it could not listen.`
