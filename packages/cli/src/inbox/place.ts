import { type Command, Option } from 'commander'
import { CliError } from '../exit.js'
import type { Io } from '../io.js'

/** The options that say where an inbox is. */
export interface PlaceOptions {
  /** `true`: the address is in `REDIS_URL`. */
  readonly redis?: string | true
  readonly postgres?: string | true
  readonly name?: string
  readonly prefix?: string
  readonly schema?: string
}

/** Where an inbox is. */
export interface Place {
  readonly backend: 'redis' | 'postgres'
  readonly url: string
  readonly name: string | undefined
  readonly prefix: string | undefined
  readonly schema: string | undefined
  /** To be shown to the user: `vidhook in Redis at localhost:6379`. */
  readonly shown: string
  /** The same as options, to be copied into a shell. Without a password. */
  readonly asOptions: string
}

export function withPlaceOptions(command: Command): Command {
  return command
    .addOption(new Option('--redis [url]', 'the inbox is in Redis (or REDIS_URL)').conflicts('postgres'))
    .option('--postgres [url]', 'the inbox is in Postgres (or DATABASE_URL)')
    .option('--name <name>', 'the name that bullmqInbox() was given, if any')
    .option('--prefix <prefix>', 'Redis: the prefix that it was given, if any')
    .option('--schema <schema>', 'Postgres: the connection.schema that it was given, if any')
}

/** @throws CliError if it is not clear where the inbox is. */
export function placeOf(io: Io, options: PlaceOptions): Place {
  const backend = backendOf(io, options)
  const { title, variable, protocols, example } = BACKENDS[backend]
  const given = options[backend]
  const url = typeof given === 'string' ? given : io.env[variable]
  if (!url)
    throw new CliError(
      `No address: give --${backend} ${example}, or set ${variable} in the environment or in ${io.envFile}.`,
    )
  // Not shown in the message: it may hold a password.
  const parsed = parse(url)
  if (!parsed || !protocols.some((protocol) => parsed.protocol === protocol))
    throw new CliError(
      typeof given === 'string'
        ? `--${backend} needs a URL such as ${example}. Without one, it belongs at the end of the line, and ${variable} has the URL.`
        : `${variable} must be a URL such as ${example}.`,
    )
  const { name, prefix, schema } = options
  if (backend === 'postgres' && prefix !== undefined)
    throw new CliError('--prefix is for Redis. In Postgres, an inbox may have a --schema.')
  if (backend === 'redis' && schema !== undefined)
    throw new CliError('--schema is for Postgres. In Redis, an inbox may have a --prefix.')
  const shown = `${name ?? 'vidhook'} in ${title}${parsed.host && ` at ${parsed.host}`}`
  return { backend, url, name, prefix, schema, shown, asOptions: asOptions(io, backend, options) }
}

const BACKENDS = {
  redis: {
    title: 'Redis',
    variable: 'REDIS_URL',
    protocols: ['redis:', 'rediss:'],
    example: 'redis://localhost:6379',
  },
  postgres: {
    title: 'Postgres',
    variable: 'DATABASE_URL',
    protocols: ['postgres:', 'postgresql:'],
    example: 'postgres://localhost:5432/app',
  },
} as const

function backendOf({ env, envFile }: Io, { redis, postgres }: PlaceOptions): keyof typeof BACKENDS {
  if (redis !== undefined) return 'redis'
  if (postgres !== undefined) return 'postgres'
  const { REDIS_URL, DATABASE_URL } = env
  if (REDIS_URL && DATABASE_URL)
    throw new CliError(
      'REDIS_URL and DATABASE_URL are both set: say where the inbox is, with --redis or --postgres.',
    )
  if (REDIS_URL) return 'redis'
  if (DATABASE_URL) return 'postgres'
  throw new CliError(
    `Where is the inbox? Give --redis <url> or --postgres <url>, or set REDIS_URL or DATABASE_URL in the environment or in ${envFile}.`,
  )
}

function asOptions({ env }: Io, backend: keyof typeof BACKENDS, options: PlaceOptions): string {
  const parts: string[] = []
  for (const option of ['name', 'prefix', 'schema'] as const)
    if (options[option] !== undefined) parts.push(`--${option} ${quoted(options[option])}`)
  const given = options[backend]
  if (typeof given === 'string' && given !== env[BACKENDS[backend].variable])
    parts.push(`--${backend} ${parse(given)?.password ? '<url>' : quoted(given)}`)
  else if (given !== undefined) parts.push(`--${backend}`)
  return parts.map((part) => ` ${part}`).join('')
}

function parse(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
