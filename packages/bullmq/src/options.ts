import type { LogOption } from '@vidhook/core/inbox'

/** Where an inbox is, and how patient it is. */
export type BullmqInboxOptions = RedisInboxOptions | PostgresInboxOptions

export interface RedisInboxOptions extends CommonOptions {
  /** @default 'redis' */
  readonly backend?: 'redis' | undefined
  /** A URL, or options of ioredis. The inbox opens connections of its own: one in a web process, two in a worker. */
  readonly connection: string | RedisConnectionOptions
  /** What every key begins with. Two applications on one Redis need two. @default 'vidhook' */
  readonly prefix?: string | undefined
}

export interface PostgresInboxOptions extends CommonOptions {
  readonly backend: 'postgres'
  /** A URL, or options of a `pg.Pool`. The inbox opens a pool of its own. */
  readonly connection: string | PostgresConnectionOptions
}

interface CommonOptions {
  /** The queue's name, without colons. Two inboxes on one server need two. @default 'vidhook' */
  readonly name?: string | undefined
  /** How often an entry's handlers run before it is given up. @default 20 */
  readonly attempts?: number | undefined
  /** The pause after the first failure, in milliseconds. It doubles with each further one. @default 5000 */
  readonly firstRetryMs?: number | undefined
  /** The longest pause between two attempts, in milliseconds. With the defaults, an entry is tried for some 10 hours. @default 3600000 (an hour) */
  readonly longestRetryMs?: number | undefined
  /** How long entries that are done can be shown and replayed, in milliseconds. @default 86400000 (a day) */
  readonly keepDoneMs?: number | undefined
  /** How many entries that are done are kept at most. @default 1000 */
  readonly keepDoneCount?: number | undefined
  /** Any logger of pino's shape, or `false` for silence. @default the console, without debug lines */
  readonly log?: LogOption
}

/** Options of ioredis. What is listed here is what most need. */
export interface RedisConnectionOptions {
  /** Such as `redis://user:password@host:6379/0`, or `rediss://` for TLS. */
  readonly url?: string | undefined
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly username?: string | undefined
  readonly password?: string | undefined
  readonly db?: number | undefined
  readonly tls?: object | undefined
  readonly [option: string]: unknown
}

/** Options of a `pg.Pool`, and of BullMQ. What is listed here is what most need. */
export interface PostgresConnectionOptions {
  /** Such as `postgres://user:password@host:5432/database`. */
  readonly connectionString?: string | undefined
  /** BullMQ's schema in the database. Two applications in one database need two. @default 'bullmq' */
  readonly schema?: string | undefined
  /** The most connections of the pool. @default 10 */
  readonly max?: number | undefined
  readonly [option: string]: unknown
}

/** The options, complete and checked. */
export interface InboxSettings {
  readonly backend: 'redis' | 'postgres'
  readonly connection: Readonly<Record<string, unknown>>
  readonly prefix: string
  readonly name: string
  readonly attempts: number
  readonly firstRetryMs: number
  readonly longestRetryMs: number
  readonly keepDoneMs: number
  readonly keepDoneCount: number
}

/** @throws TypeError if an option is not usable; the message says which and why. */
export function settingsOf(options: BullmqInboxOptions): InboxSettings {
  if (typeof options !== 'object' || options === null)
    throw new TypeError('bullmqInbox: pass { connection }, with the URL of your Redis or Postgres.')
  const { backend = 'redis', name = 'vidhook' } = options
  if (backend !== 'redis' && backend !== 'postgres')
    throw new TypeError(`bullmqInbox: backend must be "redis" or "postgres", not ${JSON.stringify(backend)}.`)
  const prefix = (options.backend !== 'postgres' && options.prefix) || 'vidhook'
  for (const [option, value] of Object.entries({ name, prefix })) {
    if (typeof value !== 'string' || value === '' || value.includes(':'))
      throw new TypeError(
        `bullmqInbox: ${option} must be a text without colons, not ${JSON.stringify(value)}.`,
      )
  }
  const settings = {
    backend,
    connection: connectionOf(options),
    prefix,
    name,
    attempts: options.attempts ?? 20,
    firstRetryMs: options.firstRetryMs ?? 5_000,
    longestRetryMs: options.longestRetryMs ?? 60 * 60 * 1000,
    keepDoneMs: options.keepDoneMs ?? 24 * 60 * 60 * 1000,
    keepDoneCount: options.keepDoneCount ?? 1_000,
  }
  for (const option of ['attempts', 'firstRetryMs', 'longestRetryMs', 'keepDoneMs', 'keepDoneCount'] as const)
    checkPositive(option, settings[option])
  return settings
}

export function checkPositive(option: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0))
    throw new TypeError(`bullmqInbox: ${option} must be a positive number, not ${value}.`)
}

/** A URL that is not set is told when the inbox is first used: a build may import it where no URL is known. */
function connectionOf({ backend, connection }: BullmqInboxOptions): Readonly<Record<string, unknown>> {
  const url = backend === 'postgres' ? 'connectionString' : 'url'
  if (typeof connection === 'string') return { [url]: connection }
  if (typeof connection !== 'object' || connection === null)
    throw new TypeError(
      `bullmqInbox: connection must be a URL or an object, such as { ${url}: '…' }, not ${typeof connection}.`,
    )
  return connection
}
