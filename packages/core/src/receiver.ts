import { createRegistry, type EventFor, type Handler, type ListenerName } from './events/handlers.js'
import { WORKER_PARTS, type WorkerParts } from './inbox/worker-parts.js'
import { type Logger, loggerOf } from './log/log.js'
import { helpLink, MisconfiguredError } from './misconfigured.js'
import { checkStore } from './once/check-store.js'
import { eventMemory } from './once/event-memory.js'
import { boundedStore } from './once/lease.js'
import { claimReceiverName } from './once/receiver-names.js'
import { createRunner, startedOf } from './once/run-once.js'
import { createRunning } from './once/running.js'
import type { Outcome } from './outcome.js'
import type { EventMap, Provider } from './providers/provider.js'
import { type Readiness, readinessOf } from './readiness.js'
import { type Platform, type ReceiverParts, Reception } from './reception.js'
import { createReporter } from './report/report.js'
import type { Delivery } from './request/delivery.js'
import {
  type ReceiverOptions,
  receiverName,
  type Settings,
  settingsOf,
  warnOfMisspelled,
} from './settings.js'

/** A provider, a store or an inbox, and handlers, put together. */
export interface Receiver<Events extends EventMap = EventMap> {
  readonly provider: Provider<Events>
  /** The first part of its keys in the store: the provider's name, unless another was given. */
  readonly name: string
  /** Its logger. It never throws, even if the given logger does. */
  readonly log: Logger
  /** Receives one delivery. Never rejects: every delivery has an outcome, even an invalid argument. */
  receive(delivery: Delivery, platform?: Platform): Promise<Outcome>
  /** Adds a handler. Several may listen for one event; they run side by side, and succeed or are tried again together. */
  on<Name extends ListenerName<Events>>(name: Name, handler: Handler<EventFor<Events, Name>>): this
  /**
   * For a readiness check: is the secret set, and does the store take a claim, or can the inbox be reached? Never rejects, and ends within
   * twice `storeTimeoutMs`. A secret that a function returns is not asked for.
   *
   * @example
   * ```ts
   * app.get('/ready', async (_request, response) => {
   *   const { ok } = await receiver.ready()
   *   response.status(ok ? 200 : 503).json({ ok })
   * })
   * ```
   */
  ready(): Promise<Readiness>
  /**
   * Waits for deliveries that are not answered yet, for handlers that still run, and for work given to `waitUntil`. Call
   * it after the server has stopped accepting requests. Resolves to `false` if something still ran after `timeoutMs`. Work
   * that has run for `maxRunMs` is no longer waited for, so `drain()` ends even without `timeoutMs`.
   */
  drain(options?: { readonly timeoutMs?: number | undefined }): Promise<boolean>
}

/**
 * Puts a provider, a store and handlers together.
 *
 * @throws TypeError if an option is not usable; the message says which and why.
 * @throws MisconfiguredError with the option `strict`, if no secret is set.
 * @example
 * ```ts
 * const receiver = createReceiver(jogg({ secret: process.env.JOGG_WEBHOOK_SECRET }), {
 *   on: { generated_avatar_video_success: async (event) => save(event.data.video_url) },
 * })
 * const outcome = await receiver.receive({ method, url, headers, body })
 * ```
 */
export function createReceiver<Events extends EventMap>(
  provider: Provider<Events>,
  options: ReceiverOptions<Events> = {},
): Receiver<Events> {
  const settings = settingsOf(provider, options)
  const log = loggerOf(options.log)
  warnOfMisspelled(options, log)
  const name = receiverName(options.name, provider.name)
  const registry = createRegistry(provider.name, Object.keys(provider.events), log)
  for (const [event, handler] of Object.entries(options.on ?? {}))
    if (handler !== undefined) registry.add(event, handler)
  for (const { level, code, message } of provider.setup()) {
    if (options.strict && level === 'error') throw new MisconfiguredError('secret_missing', message)
    log[level]({ provider: provider.name, code }, message)
  }
  if (options.store) checkStore(options.store)
  if (!options.store && !options.inbox) {
    log.info(
      { provider: provider.name, code: 'memory_store' },
      `Events are remembered in memory: enough for one process, forgotten when it ends. See ${helpLink('memory_store')}`,
    )
  }
  const shared = options.store ?? options.inbox
  const sharing = shared && claimReceiverName(shared, name, provider.name, log)
  const running = createRunning()
  const store = options.store ? boundedStore(options.store, settings.storeTimeoutMs) : eventMemory()
  const reporter = createReporter({
    provider: provider.name,
    log,
    onDelivery: options.onDelivery,
    onSettled: options.onSettled,
    journal: options.journal,
  })
  const runner = createRunner({
    ...settings,
    store,
    leaseMs: options.store ? settings.leaseMs : longestRunMs(settings),
    started: options.store && startedOf(options.store),
    failOpen: options.whenStoreUnavailable === 'process',
    running,
  })
  const { onUnrecognized, inbox, instrument } = options
  const parts: ReceiverParts = {
    provider,
    name,
    nameInStore: options.store && name,
    settings,
    registry,
    onUnrecognized,
    inbox,
    instrument,
    runner,
    running,
    reporter,
    log,
  }

  const receiver: Receiver<Events> & { readonly [WORKER_PARTS]: WorkerParts } = {
    [WORKER_PARTS]: parts,
    provider,
    name,
    log,
    receive(delivery, platform) {
      sharing?.check()
      return new Reception(parts, delivery, platform ?? {}).answer()
    },
    on(event, handler) {
      registry.add(event, handler)
      return receiver
    },
    ready: () => readinessOf({ provider, name, store, inbox, storeTimeoutMs: settings.storeTimeoutMs }),
    drain: ({ timeoutMs } = {}) => running.drain(timeoutMs).finally(() => reporter.flush()),
  }
  return receiver
}

/**
 * How long a claim lasts in a receiver's own memory: as long as a run may, since no other process waits for it. A run is given up
 * after `maxRunMs`, but not before its deadline.
 */
function longestRunMs({ maxRunMs, deadlineMs }: Settings): number {
  return Math.max(maxRunMs, deadlineMs)
}
