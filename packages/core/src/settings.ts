import type { Context } from './events/context.js'
import type { Handlers } from './events/handlers.js'
import type { UnrecognizedEvent } from './events/recognize.js'
import type { Inbox } from './inbox/inbox.js'
import type { Logger, LogOption } from './log/log.js'
import { helpLink } from './misconfigured.js'
import { nearestName } from './nearest-name.js'
import { LONGEST_TIMER_MS } from './once/deadline.js'
import { LONGEST_RETENTION_MS, type Store } from './once/store.js'
import type { Instrument } from './report/instrument.js'
import type { DeliveryReport, Journal } from './report/report.js'
import type { SettledReport } from './report/settled.js'

/** The options of a receiver. All are optional. */
export interface ReceiverOptions<Events> {
  /**
   * What the receiver's keys in the store begin with. Two receivers that do different things with the same events need two
   * names, or each answers `duplicate` for what the other has handled. @default the provider's name
   */
  readonly name?: string | undefined
  /** Handlers by event name. See also `receiver.on()`. */
  readonly on?: Handlers<Events> | undefined
  /**
   * Takes what is authentic but unknown: a new event, a new task, a body without a name or an identity. Like a handler, it
   * runs once and is tried again if it throws. Without it, such a delivery is answered 422 if somebody listens for what it
   * may be (`'*'` listens for every name; a body without a name or an identity may be any event), else 200 with a warning
   * in the log.
   */
  readonly onUnrecognized?: ((event: UnrecognizedEvent, context: Context) => unknown) | undefined
  /** Called exactly once for every delivery, whatever its outcome, just before it is answered. Its errors are logged. */
  readonly onDelivery?: ((report: DeliveryReport) => unknown) | undefined
  /**
   * Told of what ends after the answer, whether it succeeded or failed: handlers that were late, work given to
   * `waitUntil()`, and with an inbox each attempt of a worker, the last one too. What it throws is logged.
   */
  readonly onSettled?: ((report: SettledReport) => unknown) | undefined
  /** Keeps what became of each delivery, without bodies and secrets: see `jsonLines()` of `@vidhook/core/journal`. */
  readonly journal?: Journal | undefined
  /** Functions around the steps of a delivery, for traces and metrics: see `otel()` of `@vidhook/otel`. */
  readonly instrument?: Instrument | undefined
  /** Where done and running events are remembered. @default memoryStore() */
  readonly store?: Store | undefined
  /**
   * Throw when the receiver is made if its secret is not set, so that a deployment without it fails at once. Otherwise each
   * delivery is answered 500 `misconfigured`, and a build without the secret succeeds. @default false
   */
  readonly strict?: boolean | undefined
  /**
   * Keeps events durably instead of running their handlers in the request: a delivery is answered `queued`, and a worker runs
   * the handlers. It also remembers, for `retentionMs`, which events it was given, so it takes the place of a store.
   */
  readonly inbox?: Inbox | undefined
  /** Any logger of pino's shape, or `false` for silence. @default the console, without debug lines */
  readonly log?: LogOption
  /**
   * When to answer although handlers still run, in milliseconds from the delivery's arrival. Must be shorter than the
   * provider waits. @default a second less than the provider waits: 4000 for JoggAI, 9000 for Hoox
   */
  readonly deadlineMs?: number | undefined
  /**
   * How long a claim lasts without being renewed, in milliseconds; it is renewed at every third. A killed process frees
   * its events after this time, so it has to end before the provider's last try. Without a `store`, nothing is left of a killed
   * process, and a claim lasts until its handlers have ended. @default the provider's: 3000 for JoggAI, 1500 for Hoox
   */
  readonly leaseMs?: number | undefined
  /**
   * How long a done event is remembered, in milliseconds, up to 3153600000000 (100 years). @default the provider's: 7 days
   * for JoggAI, 10 minutes for Hoox
   */
  readonly retentionMs?: number | undefined
  /** The largest body that is read, in bytes. @default 1048576 (1 MiB) */
  readonly maxBodyBytes?: number | undefined
  /** How long a body may take to arrive, in milliseconds. @default 10000 */
  readonly bodyTimeoutMs?: number | undefined
  /** How long a call to the store, or to the inbox, may take, in milliseconds. @default 1000 */
  readonly storeTimeoutMs?: number | undefined
  /**
   * How long a handler, or work given to `waitUntil`, may run, in milliseconds. After that it is not stopped, but given up:
   * its claim is no longer renewed, and `drain()` no longer waits for it. In a worker of an inbox, the attempt fails. @default
   * 900000 (15 minutes)
   */
  readonly maxRunMs?: number | undefined
  /**
   * What to do with an event when the store cannot be reached. `'refuse'` answers 503, so that the provider sends it
   * again. `'process'` runs the handlers without a claim: nothing waits for the store, and repeats may run twice.
   * @default 'refuse'
   */
  readonly whenStoreUnavailable?: 'refuse' | 'process' | undefined
}

/** The numbers of a receiver, checked and complete. */
export interface Settings {
  readonly deadlineMs: number
  readonly leaseMs: number
  readonly retentionMs: number
  readonly maxBodyBytes: number
  readonly bodyTimeoutMs: number
  readonly storeTimeoutMs: number
  readonly maxRunMs: number
}

/** @throws TypeError if a number is not positive, or too large, if the deadline is not shorter than the provider waits, or if there is both an inbox and a store. */
export function settingsOf(
  provider: { name: string; timeoutMs: number; leaseMs: number; retentionMs: number },
  options: ReceiverOptions<never>,
): Settings {
  for (const name of ['onUnrecognized', 'onDelivery', 'onSettled'] as const) {
    const given: unknown = options[name]
    if (given !== undefined && typeof given !== 'function')
      throw new TypeError(`${name} must be a function, not ${given === null ? 'null' : typeof given}.`)
  }
  if (options.inbox && options.store)
    throw new TypeError('Leave the store out: an inbox remembers its events.')
  const settings: Settings = {
    // Leaves a second for the network. If the sender waits less than 2 s, leaves half of that time.
    deadlineMs: options.deadlineMs ?? Math.max(provider.timeoutMs - 1000, provider.timeoutMs / 2),
    leaseMs: options.leaseMs ?? provider.leaseMs,
    retentionMs: options.retentionMs ?? provider.retentionMs,
    maxBodyBytes: options.maxBodyBytes ?? 1_048_576,
    bodyTimeoutMs: options.bodyTimeoutMs ?? 10_000,
    storeTimeoutMs: options.storeTimeoutMs ?? 1_000,
    maxRunMs: options.maxRunMs ?? 15 * 60 * 1000,
  }
  checkNumbers(settings)
  if (settings.deadlineMs >= provider.timeoutMs) {
    throw new TypeError(
      `deadlineMs is ${settings.deadlineMs}, but ${provider.name} waits ${provider.timeoutMs} ms for an answer: choose a shorter deadline.`,
    )
  }
  return settings
}

/** @throws TypeError if it is not a name. Colons are left out: one ends the name in a key. */
export function receiverName(name: string | undefined, provider: string): string {
  if (name === undefined) return provider
  if (typeof name === 'string' && /^[\w.-]{1,100}$/.test(name)) return name
  throw new TypeError(
    `name must be up to 100 letters, digits, dots, dashes and underscores, such as "${provider}-billing", not ${JSON.stringify(name)}.`,
  )
}

function checkNumbers({ retentionMs, maxBodyBytes, ...timers }: Settings): void {
  check('retentionMs', retentionMs, LONGEST_RETENTION_MS, ' (100 years)')
  check('maxBodyBytes', maxBodyBytes, Number.MAX_SAFE_INTEGER)
  for (const [name, value] of Object.entries(timers)) check(name, value, LONGEST_TIMER_MS, ' (24 days)')
}

function check(name: string, value: number, largest: number, inWords = ''): void {
  if (!(Number.isFinite(value) && value > 0)) {
    const given = typeof value === 'string' ? `the string ${value}` : value
    const fix = value === Number.POSITIVE_INFINITY ? ` The largest is ${largest}${inWords}.` : ''
    throw new TypeError(`${name} must be a positive number, not ${given}.${fix}`)
  }
  if (value > largest) throw new TypeError(`${name} must be at most ${largest}${inWords}, not ${value}.`)
}

/** Every option, to check the names that JavaScript users pass. */
export const OPTIONS: Record<keyof ReceiverOptions<never>, true> = {
  name: true,
  on: true,
  onUnrecognized: true,
  onDelivery: true,
  onSettled: true,
  journal: true,
  instrument: true,
  store: true,
  strict: true,
  inbox: true,
  log: true,
  deadlineMs: true,
  leaseMs: true,
  retentionMs: true,
  maxBodyBytes: true,
  bodyTimeoutMs: true,
  storeTimeoutMs: true,
  maxRunMs: true,
  whenStoreUnavailable: true,
}

/** Names of the same options in other libraries. */
const OTHER_NAMES = new Map<string, keyof typeof OPTIONS>([
  ['logger', 'log'],
  ['handlers', 'on'],
  ['events', 'on'],
  ['ttl', 'retentionMs'],
  ['timeout', 'deadlineMs'],
  ['timeoutMs', 'deadlineMs'],
  ['bodyLimit', 'maxBodyBytes'],
])

/** Warns of probable mistakes in the names of options. Other names may be an adapter's, or its framework's. */
export function warnOfMisspelled(options: object, log: Logger): void {
  const known = Object.keys(OPTIONS)
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    const nearest = OTHER_NAMES.get(name) ?? nearestName(name, known, Math.min(2, name.length >> 2))
    if (nearest === undefined) continue
    log.warn(
      { code: 'option_unknown', name, nearest },
      `There is no option ${JSON.stringify(name)}. Did you mean ${JSON.stringify(nearest)}? See ${helpLink('option_unknown')}`,
    )
  }
}
