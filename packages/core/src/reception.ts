import { type Context, createContext, type LazyAbort } from './events/context.js'
import type { Listener, Registry } from './events/handlers.js'
import { listenersOf, type OnUnrecognized, type Recognized } from './events/listening.js'
import { type Deviation, NO_DEVIATIONS } from './events/read-event.js'
import { recognize } from './events/recognize.js'
import { type HandlerRun, runHandlers } from './events/run-handlers.js'
import type { Inbox } from './inbox/inbox.js'
import { type AroundPut, queueDelivery } from './inbox/queue-delivery.js'
import { childLogger, type Logger, logFor } from './log/log.js'
import { helpLink, MisconfiguredError } from './misconfigured.js'
import { inTime, settledWithin } from './once/deadline.js'
import type { Job, LateResult, Runner, RunResult } from './once/run-once.js'
import type { Running } from './once/running.js'
import { storeKey } from './once/store-key.js'
import type { Outcome } from './outcome.js'
import * as outcomes from './outcome.js'
import type { Authentication } from './proof/authentication.js'
import type { Provider } from './providers/provider.js'
import {
  activeInstrument,
  aroundHandlers,
  boundedName,
  type Instrument,
  instrumented,
  type ReceiveResult,
} from './report/instrument.js'
import type { OpenReport, Reporter } from './report/report.js'
import { type LateReport, logLate } from './report/settled.js'
import { alterationOf } from './request/altered-body.js'
import { type BodyFailure, readBody } from './request/body.js'
import { checkRequest } from './request/check-request.js'
import { type Delivery, encodedBody, isBodyStream, pathOf, type RawDelivery } from './request/delivery.js'
import { deliveryProblem, reportableDelivery } from './request/delivery-problem.js'
import { type DeliveryHeaders, deliveryHeaders } from './request/headers.js'
import { parseJson } from './request/json.js'
import type { Settings } from './settings.js'
import { isThenable } from './thenable.js'

/** What a platform offers to one delivery: a Worker's `ctx`, or `{ waitUntil: after }` in Next. */
export interface Platform {
  /** Keeps the process alive for work that outlasts the answer. */
  waitUntil?(work: Promise<unknown>): void
  /** The logger of this very request, such as Fastify's `request.log`. @default the receiver's */
  readonly log?: Logger | undefined
}

/** What a receiver's deliveries share. */
export interface ReceiverParts {
  readonly provider: Provider
  readonly name: string
  /** What the keys in the store begin with. Absent with a memory of its own. */
  readonly nameInStore: string | undefined
  readonly settings: Settings
  readonly registry: Registry
  readonly onUnrecognized: OnUnrecognized
  /** Takes the events instead of the runner. */
  readonly inbox: Inbox | undefined
  readonly instrument: Instrument | undefined
  readonly runner: Runner
  readonly running: Running
  readonly reporter: Reporter
  readonly log: Logger
}

/**
 * One delivery on its way through a receiver: a method for each step, and what the steps found out. The fields are the
 * report's; all are set from the start, since V8 copies an object that gets new fields.
 */
export class Reception implements OpenReport, Job {
  readonly provider: string
  readonly receiver: string
  readonly delivery: Delivery
  readonly receivedAt = new Date()
  rawBody: Uint8Array | undefined = undefined
  reason: string | undefined = undefined
  hint: string | undefined = undefined
  eventName: string | undefined = undefined
  identity: string | undefined = undefined
  event: unknown = undefined
  deviations: readonly Deviation[] = NO_DEVIATIONS
  handlers: readonly HandlerRun[] = NO_RUNS
  error: unknown = undefined
  /** Its event's key in the store. */
  key = ''

  readonly #parts: ReceiverParts
  readonly #platform: Platform
  readonly #problem: string | undefined
  /** When the delivery came, as `performance.now()` counts. */
  readonly #arrived = performance.now()
  #raw!: RawDelivery
  #proof!: Proof
  #listeners: readonly Listener[] = NO_LISTENERS

  constructor(parts: ReceiverParts, delivery: Delivery, platform: Platform) {
    this.#parts = parts
    this.#platform = platform
    this.#problem = deliveryProblem(delivery)
    this.provider = parts.provider.name
    this.receiver = parts.name
    this.delivery = this.#problem ? reportableDelivery(delivery) : delivery
  }

  /** Takes the delivery through all steps. Never rejects: whatever happens has an outcome, which is reported once. */
  async answer(): Promise<Outcome> {
    const { running } = this.#parts
    // Counted from here on, so that `drain()` also waits for a delivery whose handlers have not started.
    running.enter()
    const instrument = this.#instrument
    const outcome = await (instrument?.receive ? this.instrumentedOutcome(instrument) : this.process())
    this.report(outcome)
    running.leave()
    return outcome
  }

  private async instrumentedOutcome(instrument: Instrument): Promise<Outcome> {
    const { provider, receiver } = this
    const { method, url } = this.delivery
    const info = { provider, receiver, method, path: pathOf(url) }
    const run = async (): Promise<ReceiveResult> => {
      const outcome = await this.process()
      const { identity, error } = this
      return { outcome, event: identity && this.#boundedName, identity, error }
    }
    const result = await instrumented<ReceiveResult, []>(
      (given) => instrument.receive?.(info, given),
      run,
      this.#complain,
    )
    return result.outcome
  }

  /**
   * The steps, in their order. The first step with an outcome ends it. What is at hand is not awaited, since a promise for each
   * step would be most of its cost.
   */
  private async process(): Promise<Outcome> {
    try {
      const { provider, settings, inbox } = this.#parts
      if (this.#problem) throw new MisconfiguredError('delivery_invalid', this.#problem)

      // 1. Method, content type, content encoding, size.
      const { method, url } = this.delivery
      const headers = deliveryHeaders(this.delivery.headers)
      const reading = this.readBody(headers)
      const body = reading instanceof Promise ? bodyRead(await reading) : reading
      if (!(body instanceof Uint8Array)) return body
      this.rawBody = body

      // 2. Authenticate over the raw bytes, before anything is parsed.
      const raw: RawDelivery = { method, url, headers, body, receivedAt: this.receivedAt }
      this.#raw = raw
      // Timed separately, so a slow upload does not use up the secret lookup's budget.
      const proving = inTime(provider.authenticate(raw), settings.deadlineMs, tooSlow)
      const proof = isThenable(proving) ? await proving : proving
      if (proof.ok !== true) return this.unauthenticated(proof, raw)
      if (proof.answer) return proof.answer
      this.#proof = proof

      // 3. Parse and recognize: name, identity, shape.
      const json = parseJson(body)
      if (!json) return outcomes.rejected.bodyNotJson
      const found = recognize(provider, json.value, raw, proof.scope, inbox && unread)
      const recognizing = inTime(found, settings.deadlineMs, tooSlow)
      const recognition = isThenable(recognizing) ? await recognizing : recognizing
      if (recognition.kind === 'contradiction')
        return this.withReason(outcomes.rejected.eventMismatch, recognition.reason)
      this.recordEvent(recognition)
      if (inbox) return await this.queue(inbox, recognition, raw, proof)
      this.#listeners = listenersOf(recognition, this.#parts.registry, this.#parts.onUnrecognized)
      if (this.#listeners.length === 0) return this.unheard(recognition)

      // 4. Claim the identity. 5. Run the handlers. 6. Complete or release the claim.
      const naming = storeKey(this.#parts.nameInStore, recognition.identity)
      this.key = isThenable(naming) ? await naming : naming
      const running = this.#parts.runner.runOnce(this)
      const result = isThenable(running) ? await running : running
      return this.outcomeOf(result, recognition)
    } catch (error) {
      return this.misconfigured(error)
    }
  }

  private readBody(headers: DeliveryHeaders): Uint8Array | Outcome | ReturnType<typeof readBody> {
    const { settings } = this.#parts
    const body = encodedBody(this.delivery.body)
    const refusal = checkRequest(this.delivery.method, headers, body, settings)
    if (refusal) {
      // An unread body would block its connection.
      if (isBodyStream(body)) body.discard()
      const isTaken = refusal === outcomes.rejected.methodNotAllowed && this.#parts.provider.anyMethod
      return isTaken ? NO_BODY : refusal
    }
    if (body instanceof Uint8Array) return body
    if ('consumed' in body) throw bodyConsumed(body.consumed)
    return readBody(body, settings, Number(headers.get('content-length')))
  }

  /** A signature that does not match has two causes: a forged delivery, or a set-up in which the body lost bytes. */
  private unauthenticated({ reason, hint }: Refusal, { body, headers }: RawDelivery): Outcome {
    const altered =
      reason === 'signature_mismatch' ? alterationOf(this.delivery.body, body, headers) : undefined
    if (altered?.certain) throw bodyConsumed(`The signature does not match: ${altered.cause} ${GIVE_BYTES}`)
    this.hint = altered ? `${altered.cause} ${GIVE_BYTES}` : hint
    return this.withReason(outcomes.rejected.unauthenticated, reason)
  }

  private recordEvent(recognition: Recognized): void {
    this.identity = recognition.identity
    this.event = recognition.event
    this.eventName = recognition.name
    if (recognition.kind === 'unrecognized') this.reason = recognition.event.reason
    else this.deviations = recognition.deviations
  }

  /** With an inbox, every authentic event is kept. The worker decides who handles it. */
  private async queue(
    inbox: Inbox,
    { name, identity }: Recognized,
    delivery: RawDelivery,
    { callback, scope }: Proof,
  ): Promise<Outcome> {
    const { provider, name: receiver, settings } = this.#parts
    const parts = { receiver, provider, eventName: name, identity, scope, delivery, callback }
    try {
      const instrument = this.#instrument
      const around: AroundPut | undefined =
        instrument?.put &&
        ((put) => instrumented((given) => instrument.put?.(this.#eventInfo, given), put, this.#complain))
      const state = await queueDelivery(inbox, settings, parts, around)
      return state === 'queued' ? outcomes.queued : outcomes.duplicate
    } catch (error) {
      this.error = error
      return outcomes.unavailable(settings.leaseMs, 'inbox_unavailable')
    }
  }

  private unheard(recognition: Recognized): Outcome {
    if (recognition.kind === 'recognized') return outcomes.ignored
    const { registry } = this.#parts
    const { name, mayBeAny } = recognition
    const missed =
      mayBeAny || name === undefined ? registry.hasListeners() : registry.listenersFor(name).length > 0
    return missed ? outcomes.unrecognizedRefused : outcomes.unrecognized
  }

  // The runner's job: this, and `key`, `keepAlive()`, `settledLate()` and `log()`.

  get deadline(): number {
    return this.#arrived + this.#parts.settings.deadlineMs
  }

  work(abort: LazyAbort): readonly HandlerRun[] | Promise<readonly HandlerRun[]> {
    const instrument = this.#instrument
    const around =
      instrument && aroundHandlers(instrument, { ...this.#eventInfo, attempt: undefined }, this.#complain)
    return runHandlers(this.#listeners, this.event, this.context(abort), around)
  }

  private context(abort: LazyAbort): Context {
    return createContext({
      provider: this.provider,
      eventName: this.eventName ?? '',
      identity: this.identity ?? '',
      delivery: this.#raw,
      callback: this.#proof.callback,
      log: this.#parts.log,
      requestLog: this.#platform.log,
      abort,
      waitUntil: (work) => this.waitUntil(work),
    })
  }

  settledLate({ state, runs }: LateResult): void {
    this.settled({ kind: 'handlers', state, handlers: runs })
  }

  log(): Logger {
    return childLogger(this.#log, this.#fields)
  }

  private outcomeOf(result: RunResult, { kind }: Recognized): Outcome {
    const { leaseMs } = this.#parts.settings
    if ('runs' in result) this.handlers = result.runs
    switch (result.state) {
      case 'succeeded':
        return kind === 'recognized' ? outcomes.processed : outcomes.unrecognized
      case 'failed':
        this.error = this.handlers.find((run) => 'error' in run)?.error
        return outcomes.failed
      case 'done':
        return outcomes.duplicate
      case 'busy':
        return outcomes.busy(leaseMs)
      case 'lost':
        return outcomes.busy(leaseMs, 'lease_lost')
      case 'late':
        return outcomes.late(leaseMs)
      case 'unavailable':
        this.error = result.error
        return outcomes.unavailable(leaseMs)
    }
  }

  private misconfigured(error: unknown): Outcome {
    this.error = error
    return outcomes.misconfigured(error instanceof MisconfiguredError ? error.code : 'provider_failed')
  }

  private withReason(outcome: Outcome, reason: string): Outcome {
    this.reason = reason
    return outcome
  }

  private report(outcome: Outcome): void {
    const reporting = this.#parts.reporter.report(this, outcome, this.#arrived, this.#platform.log)
    if (reporting) this.outlastHook('onDelivery', reporting)
  }

  /** Reports how something ended that went on after the answer. */
  private settled(
    ended: Pick<LateReport, 'kind' | 'state' | 'handlers'> & { readonly error?: unknown },
  ): void {
    const { reporter, settings } = this.#parts
    const failed = ended.handlers.find((run) => 'error' in run) ?? ended
    const report: LateReport = {
      ...ended,
      ...('error' in failed && { error: failed.error }),
      provider: this.provider,
      receiver: this.receiver,
      eventName: this.eventName ?? '',
      identity: this.identity ?? '',
      receivedAt: this.receivedAt,
      durationMs: performance.now() - this.#arrived,
    }
    logLate(this.#log, report, settings.maxRunMs)
    const reporting = reporter.settled(report, this.#log)
    if (reporting) this.outlastHook('onSettled', reporting)
  }

  /** The context's `waitUntil`. */
  private waitUntil(work: Promise<unknown>): void {
    const ended = { kind: 'wait_until', handlers: NO_RUNS } as const
    const reported = Promise.resolve(work).then(
      () => this.settled({ ...ended, state: 'succeeded' }),
      (error: unknown) => this.settled({ ...ended, state: 'failed', error }),
    )
    this.outlast(reported, () => this.settled({ ...ended, state: 'given_up' }))
  }

  /** A hook whose promise goes on after the answer. */
  private outlastHook(hook: 'onDelivery' | 'onSettled', work: Promise<unknown>): void {
    const { maxRunMs } = this.#parts.settings
    this.outlast(work, () =>
      this.#log.error(
        this.#fields,
        `${hook} did not settle within ${maxRunMs} ms. It is no longer waited for.`,
      ),
    )
  }

  /** Work that goes on after the answer: `drain()` and the platform wait for it, for `maxRunMs` at most. */
  private outlast(work: Promise<unknown>, giveUp: () => void): void {
    const { running, settings } = this.#parts
    const waited = settledWithin(work, settings.maxRunMs, giveUp)
    running.track(waited)
    this.keepAlive(waited)
  }

  keepAlive(work: Promise<unknown>): void {
    try {
      this.#platform.waitUntil?.(work)
    } catch (error) {
      this.#log.warn({ err: error }, 'The platform did not take work that outlasts the answer.')
    }
  }

  get #log(): Logger {
    return logFor(this.#parts.log, this.#platform.log)
  }

  get #instrument(): Instrument | undefined {
    return activeInstrument(this.#parts.instrument)
  }

  get #boundedName(): string {
    return boundedName(this.eventName, this.#parts.provider)
  }

  get #eventInfo() {
    const { provider, receiver, identity = '' } = this
    return { provider, receiver, event: this.#boundedName, identity }
  }

  /** Made when there is an instrument alone. */
  get #complain() {
    return (error: unknown) => this.#parts.reporter.complain('instrument', error, this.#log)
  }

  get #fields() {
    return { provider: this.provider, event: this.eventName, identity: this.identity }
  }
}

type Refusal = Extract<Authentication, { ok: false }>
type Proof = Extract<Authentication, { ok: true }>

/** The worker of an inbox reads the event, by its own schemas. A schema here may be older, or throw, and must not lose it. */
const unread = () => ({ event: undefined, deviations: NO_DEVIATIONS })

const NO_RUNS: readonly HandlerRun[] = []
const NO_LISTENERS: readonly Listener[] = []
const NO_BODY = new Uint8Array()

const DECODED =
  'The body came as text, and its raw bytes are gone: something called setEncoding() on the request. Mount the webhook before it.'

const GIVE_BYTES =
  'Hand over the bytes as they came: mount the webhook before what reads the body, or have that keep a Buffer, as captureRawBody and express.raw() do.'

function bodyRead(read: Uint8Array | BodyFailure): Uint8Array | Outcome {
  if (read instanceof Uint8Array) return read
  if (read === 'decoded') throw bodyConsumed(DECODED)
  return BODY_FAILURES[read]
}

const BODY_FAILURES: Record<Exclude<BodyFailure, 'decoded'>, Outcome> = {
  too_large: outcomes.rejected.bodyTooLarge,
  fragmented: outcomes.rejected.bodyFragmented,
  timeout: outcomes.rejected.bodyTimeout,
  incomplete: outcomes.rejected.bodyIncomplete,
}

function bodyConsumed(message: string): MisconfiguredError {
  return new MisconfiguredError('body_consumed', `${message} See ${helpLink('body_consumed')}`)
}

function tooSlow(): Error {
  return new MisconfiguredError(
    'provider_failed',
    `A delivery could not be authenticated and recognized in time. Does the function that returns the secret hang, or a schema? See ${helpLink('provider_failed')}`,
  )
}
