import { alterationOf } from './request/altered-body.js'
import { type BodyFailure, readBody } from './request/body.js'
import type { CallbackContext } from './proof/callback-url.js'
import { checkRequest } from './request/check-request.js'
import { type Context, createContext, type LazyAbort } from './events/context.js'
import { inTime, settledWithin } from './once/deadline.js'
import {
  type Delivery,
  type DeliveryBody,
  type EncodedBody,
  encodedBody,
  isBodyStream,
  type RawDelivery,
} from './request/delivery.js'
import { deliveryProblem, reportableDelivery } from './request/delivery-problem.js'
import { eventMemory } from './once/event-memory.js'
import { createRegistry, type EventFor, type Handler, type Listener, type ListenerName } from './events/handlers.js'
import { type DeliveryHeaders, deliveryHeaders } from './request/headers.js'
import { parseJson } from './events/json.js'
import { boundedStore } from './once/lease.js'
import { type Logger, logFor, loggerOf } from './log/log.js'
import { helpLink, MisconfiguredError } from './misconfigured.js'
import type { Outcome } from './outcome.js'
import * as outcomes from './outcome.js'
import type { Authentication, EventMap, Provider } from './providers/provider.js'
import { claimReceiverName } from './once/receiver-names.js'
import { type Recognition, recognize } from './events/recognize.js'
import { createReporter, type OpenReport, openReport } from './log/report.js'
import { runHandlers } from './events/run-handlers.js'
import { createRunner, type RunResult, startedOf } from './once/run-once.js'
import { createRunning } from './once/running.js'
import { type ReceiverOptions, receiverName, settingsOf, warnOfMisspelled } from './settings.js'
import { storeKey } from './once/store-key.js'

/** What a platform offers to one delivery: a Worker's `ctx`, or `{ waitUntil: after }` in Next. */
export interface Platform {
  /** Keeps the process alive for work that outlasts the answer. */
  waitUntil?(work: Promise<unknown>): void
  /** The logger of this very request, such as Fastify's `request.log`. @default the receiver's */
  readonly log?: Logger | undefined
}

/** A provider, a store and handlers, put together. */
export interface Receiver<Events extends EventMap = EventMap> {
  readonly provider: Provider<Events>
  /** What its keys in the store begin with: the provider's name, unless another was given. */
  readonly name: string
  /** Where it logs to. It never throws, whatever logger was given. */
  readonly log: Logger
  /** Receives one delivery. Never rejects: whatever happens has an outcome, a wrong argument too. */
  receive(delivery: Delivery, platform?: Platform): Promise<Outcome>
  /** Adds a handler. Several may listen for one event; they run side by side, and succeed or are tried again together. */
  on<Name extends ListenerName<Events>>(name: Name, handler: Handler<EventFor<Events, Name>>): this
  /**
   * Waits for deliveries that are not answered yet, for handlers that still run, and for work given to `waitUntil`. Call
   * it after the server has stopped to accept requests. Resolves to `false` if something still ran after `timeoutMs`. What
   * has run for `maxRunMs` is given up and not waited for any longer, so it ends by then without a limit of its own too.
   */
  drain(options?: { readonly timeoutMs?: number | undefined }): Promise<boolean>
}

/**
 * Puts a provider, a store and handlers together.
 *
 * @throws TypeError if an option is not usable; the message says which and why.
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
  const { onUnrecognized, onDelivery, whenStoreUnavailable } = options
  warnOfMisspelled(options, log)
  const reporter = createReporter({ provider: provider.name, log, onDelivery })
  const name = receiverName(options.name, provider.name)
  const sharing = options.store && claimReceiverName(options.store, name, provider.name, log)
  const given = options.store ?? eventMemory()
  const store = boundedStore(given, settings.storeTimeoutMs)
  const running = createRunning()
  const failOpen = whenStoreUnavailable === 'process'
  const runner = createRunner({ ...settings, store, started: startedOf(given), failOpen, running, log })
  const registry = createRegistry(provider.name, Object.keys(provider.events), log)
  for (const [event, handler] of Object.entries(options.on ?? {}))
    if (handler !== undefined) registry.add(event, handler)
  for (const { level, code, message } of provider.setup())
    log[level]({ provider: provider.name, code }, message)
  if (!options.store) {
    log.info(
      { provider: provider.name, code: 'memory_store' },
      `Events are remembered in memory: enough for one process, forgotten when it ends. See ${helpLink('memory_store')}`,
    )
  }

  /** One delivery, start to finish. What is learned on the way goes into the report. What is at hand is not awaited. */
  async function handle(
    delivery: Delivery,
    platform: Platform,
    report: OpenReport,
    deadline: number,
  ): Promise<Outcome> {
    // 1. Method, content type, content encoding, size.
    const headers = deliveryHeaders(delivery.headers)
    const { method, url } = delivery
    const given = encodedBody(delivery.body)
    const refusal = checkRequest(method, headers, given, settings)
    if (refusal) return discarded(given, refusal)
    const arriving = bytesOf(given, headers)
    const body = arriving instanceof Promise ? await arriving : arriving
    if (!(body instanceof Uint8Array)) return body
    report.rawBody = body

    // 2. Authenticate over the raw bytes, before anything is parsed.
    const raw: RawDelivery = { method, url, headers, body, receivedAt: report.receivedAt }
    // In a time of its own: a sender who was slow with the body does not make the secret's function slow.
    const proving = inTime(provider.authenticate(raw), settings.deadlineMs, tooSlow)
    const proof = proving instanceof Promise ? await proving : proving
    if (proof.ok !== true) return unauthenticated(proof, delivery.body, raw, report)

    // 3. Parse and recognize: name, identity, shape.
    const json = parseJson(body)
    if (!json) return outcomes.rejected.bodyNotJson
    const recognizing = inTime(
      recognize(provider, json.value, raw, proof.scope),
      settings.deadlineMs,
      tooSlow,
    )
    const recognition = recognizing instanceof Promise ? await recognizing : recognizing
    if (recognition.kind === 'contradiction')
      return because(outcomes.rejected.eventMismatch, report, recognition)
    note(recognition, report)
    const listeners = listenersFor(recognition)
    if (listeners.length === 0) return unheard(recognition)

    // 4. Claim the identity. 5. Run the handlers. 6. Complete or release the claim.
    const naming = storeKey(name, recognition.identity)
    const answering = runner.runOnce({
      key: naming instanceof Promise ? await naming : naming,
      retentionMs: settings.retentionMs,
      deadline,
      work: (abort) =>
        runHandlers(
          listeners,
          recognition.event,
          contextFor(recognition, raw, proof.callback, abort, platform),
        ),
      keepAlive: (work) => keepAlive(work, platform),
    })
    return outcomeOf(answering instanceof Promise ? await answering : answering, recognition, report)
  }

  function bytesOf(body: EncodedBody, headers: DeliveryHeaders): Uint8Array | Promise<Uint8Array | Outcome> {
    if (body instanceof Uint8Array) return body
    if ('consumed' in body) throw bodyConsumed(body.consumed)
    return readBody(body, settings, Number(headers.get('content-length'))).then((read) => {
      if (read === 'decoded') throw bodyConsumed(DECODED)
      return read instanceof Uint8Array ? read : BODY_FAILURES[read]
    })
  }

  function listenersFor(recognition: Recognized): readonly Listener[] {
    if (recognition.kind === 'recognized') return registry.listenersFor(recognition.name)
    return onUnrecognized ? [{ name: 'onUnrecognized', handler: onUnrecognized }] : []
  }

  function unheard(recognition: Recognized): Outcome {
    if (recognition.kind === 'recognized') return outcomes.ignored
    const { name: event, mayBeAny } = recognition
    const missed =
      mayBeAny || event === undefined ? registry.hasListeners() : registry.listenersFor(event).length > 0
    return missed ? outcomes.unrecognizedRefused : outcomes.unrecognized
  }

  function contextFor(
    { name, identity }: Recognized,
    delivery: RawDelivery,
    callback: CallbackContext | undefined,
    abort: LazyAbort,
    platform: Platform,
  ): Context {
    const waitUntil = (work: Promise<unknown>) => {
      const fields = { provider: provider.name, event: name, identity }
      const guarded = Promise.resolve(work).catch((error: unknown) =>
        logFor(log, platform.log).error(
          { ...fields, err: error },
          'Work given to waitUntil() failed. Nobody will try it again.',
        ),
      )
      outlast(guarded, platform, fields, 'Work given to waitUntil()')
    }
    return createContext({
      provider: provider.name,
      eventName: name ?? '',
      identity,
      delivery,
      callback,
      log,
      requestLog: platform.log,
      abort,
      waitUntil,
    })
  }

  /** Work that goes on after the answer: `drain()` and the platform wait for it, for `maxRunMs` at most. */
  function outlast(work: Promise<unknown>, platform: Platform, fields: object, what: string): void {
    const { maxRunMs } = settings
    const waited = settledWithin(work, maxRunMs, () =>
      log.error(fields, `${what} did not settle within ${maxRunMs} ms. It is no longer waited for.`),
    )
    running.track(waited)
    keepAlive(waited, platform)
  }

  function keepAlive(work: Promise<unknown>, platform: Platform): void {
    try {
      platform.waitUntil?.(work)
    } catch (error) {
      logFor(log, platform.log).warn(
        { err: error },
        'The platform did not take work that outlasts the answer.',
      )
    }
  }

  function outcomeOf(result: RunResult, { kind }: Recognized, report: OpenReport): Outcome {
    if ('runs' in result) report.handlers = result.runs
    switch (result.state) {
      case 'succeeded':
        return kind === 'recognized' ? outcomes.processed : outcomes.unrecognized
      case 'failed':
        report.error = report.handlers.find((run) => 'error' in run)?.error
        return outcomes.failed
      case 'done':
        return outcomes.duplicate
      case 'busy':
        return outcomes.busy(settings.leaseMs)
      case 'lost':
        return outcomes.busy(settings.leaseMs, 'lease_lost')
      case 'late':
        return outcomes.late(settings.leaseMs)
      case 'unavailable':
        report.error = result.error
        return outcomes.unavailable(settings.leaseMs)
    }
  }

  function receive(delivery: Delivery, given?: Platform | null): Promise<Outcome> {
    const arrived = performance.now()
    sharing?.check()
    const platform = given ?? NO_PLATFORM
    const problem = deliveryProblem(delivery)
    const report = openReport(provider.name, problem ? reportableDelivery(delivery) : delivery)
    const answer = (outcome: Outcome) => {
      const reporting = reporter.report(report, outcome, arrived, platform.log)
      if (reporting) {
        const fields = { provider: provider.name, event: report.eventName, identity: report.identity }
        outlast(reporting, platform, fields, 'onDelivery')
      }
      running.leave()
      return outcome
    }
    // From here on, so that a delivery on its way to its handlers is waited for as well.
    running.enter()
    const handling = problem
      ? Promise.reject<Outcome>(new MisconfiguredError('delivery_invalid', problem))
      : handle(delivery, platform, report, arrived + settings.deadlineMs)
    return handling.then(answer, (error) => {
      report.error = error
      return answer(
        outcomes.misconfigured(error instanceof MisconfiguredError ? error.code : 'provider_failed'),
      )
    })
  }

  const receiver: Receiver<Events> = {
    provider,
    name,
    log,
    receive,
    on(event, handler) {
      registry.add(event, handler)
      return receiver
    },
    drain: ({ timeoutMs } = {}) => running.drain(timeoutMs).finally(() => reporter.flush()),
  }
  return receiver
}

const NO_PLATFORM: Platform = {}

function tooSlow(): Error {
  return new MisconfiguredError(
    'provider_failed',
    `A delivery could not be authenticated and recognized in time. Does the function that returns the secret hang, or a schema? See ${helpLink('provider_failed')}`,
  )
}

type Refusal = Extract<Authentication, { ok: false }>
type Recognized = Exclude<Recognition, { kind: 'contradiction' }>

const DECODED =
  'The body came as text, and its raw bytes are gone: something called setEncoding() on the request. Mount the webhook before it.'

const GIVE_BYTES =
  'Hand over the bytes as they came: mount the webhook before what reads the body, or have that keep a Buffer, as captureRawBody and express.raw() do.'

function bodyConsumed(message: string): MisconfiguredError {
  return new MisconfiguredError('body_consumed', `${message} See ${helpLink('body_consumed')}`)
}

const BODY_FAILURES: Record<Exclude<BodyFailure, 'decoded'>, Outcome> = {
  too_large: outcomes.rejected.bodyTooLarge,
  fragmented: outcomes.rejected.bodyFragmented,
  timeout: outcomes.rejected.bodyTimeout,
  incomplete: outcomes.rejected.bodyIncomplete,
}

/** A signature that does not match is the forger's doing, or the set-up's: a body that lost bytes matches none. */
function unauthenticated(
  { reason, hint }: Refusal,
  given: DeliveryBody,
  { body, headers }: RawDelivery,
  report: OpenReport,
): Outcome {
  const altered = reason === 'signature_mismatch' ? alterationOf(given, body, headers) : undefined
  if (altered?.certain) throw bodyConsumed(`The signature does not match: ${altered.cause} ${GIVE_BYTES}`)
  return because(outcomes.rejected.unauthenticated, report, {
    reason,
    hint: altered ? `${altered.cause} ${GIVE_BYTES}` : hint,
  })
}

function note(recognition: Recognized, report: OpenReport): void {
  report.identity = recognition.identity
  report.event = recognition.event
  report.eventName = recognition.name
  if (recognition.kind === 'unrecognized') report.reason = recognition.event.reason
  else report.deviations = recognition.deviations
}

function because(
  outcome: Outcome,
  report: OpenReport,
  why: { readonly reason: string; readonly hint?: string | undefined },
): Outcome {
  report.reason = why.reason
  report.hint = why.hint
  return outcome
}

/** What was refused unread must not block its connection. */
function discarded(body: EncodedBody, refusal: Outcome): Outcome {
  if (isBodyStream(body)) body.discard()
  return refusal
}
