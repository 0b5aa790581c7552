import type { AroundHandler, HandlerRun } from '../events/run-handlers.js'
import type { Outcome } from '../outcome.js'

/**
 * Functions around the steps of a delivery, for traces and metrics. All are optional; `otel()` of `@vidhook/otel` makes them.
 *
 * Each is called with a `run` that does the step. Call it before anything is awaited, so that what the step does is in the
 * span that is active. The step's result never depends on the instrument: `run` is called exactly once, whether or not the
 * instrument calls it, and an error of the instrument is logged.
 */
export interface Instrument {
  /** Asked before each step. While it is true, none of the functions is called: telemetry that is not set up costs nothing. */
  isOff?(): boolean
  /** Around a delivery, from its arrival to its answer. */
  receive?(delivery: ReceiveInfo, run: () => Promise<ReceiveResult>): unknown
  /** Around one handler's run, in the request or in a worker. */
  handle?(handler: HandleInfo, run: () => Promise<HandlerRun>): unknown
  /** Around putting an event into the inbox. The trace context that `run` is given is kept with the entry. */
  put?(entry: PutInfo, run: (trace?: TraceContext) => Promise<'queued' | 'duplicate'>): unknown
  /** Around a worker's attempt at an entry. */
  attempt?(entry: AttemptedEntry, run: () => Promise<AttemptResult>): unknown
}

/** Headers of W3C Trace Context. */
export interface TraceContext {
  readonly traceparent?: string | undefined
  readonly tracestate?: string | undefined
}

interface ReceiverInfo {
  readonly provider: string
  /** The receiver's name. */
  readonly receiver: string
}

export interface ReceiveInfo extends ReceiverInfo {
  readonly method: string
  /** The path, without the query. */
  readonly path: string
}

export interface ReceiveResult {
  readonly outcome: Outcome
  /** The event's name, `_OTHER` if it is none of the provider's, so that an attacker cannot invent names without end. */
  readonly event: string | undefined
  readonly identity: string | undefined
  readonly error: unknown
}

interface EventInfo extends ReceiverInfo {
  /** The event's name, `_OTHER` if it is none of the provider's. */
  readonly event: string
  readonly identity: string
}

export interface HandleInfo extends EventInfo {
  /** What the handler listens for. */
  readonly handler: string
  /** Which attempt at an entry of an inbox. `undefined` in a request. */
  readonly attempt: number | undefined
}

export type PutInfo = EventInfo

export interface AttemptedEntry extends EventInfo {
  readonly attempt: number
  /** The trace that the event was put by. */
  readonly trace: TraceContext
  readonly receivedAt: Date
}

/** What came of an attempt. */
interface AttemptResult {
  readonly state: 'processed' | 'ignored' | 'failed' | 'dead'
  readonly error?: unknown
}

/** The instrument, unless it is off. */
export function activeInstrument(instrument: Instrument | undefined): Instrument | undefined {
  try {
    return instrument?.isOff?.() ? undefined : instrument
  } catch {
    return undefined
  }
}

/** The name for metrics: the provider's own, or `_OTHER`, as OpenTelemetry's conventions have it. */
export function boundedName(name: string | undefined, provider: { readonly events: object }): string {
  return name !== undefined && Object.hasOwn(provider.events, name) ? name : '_OTHER'
}

/** Runs a step inside an instrument's function: exactly once, and with its own result. */
export function instrumented<Result, Given extends unknown[]>(
  instrument: (run: (...given: Given) => Promise<Result>) => unknown,
  run: (...given: Given | []) => Promise<Result>,
  complain: (error: unknown) => void,
): Promise<Result> {
  let running: Promise<Result> | undefined
  const once = (...given: Given | []) => {
    running ??= run(...given)
    return running
  }
  const failed = (error: unknown) => {
    // What the step itself rejects with is seen by whoever waits for it.
    const complaint = () => complain(error)
    once().then(complaint, (own: unknown) => own !== error && complaint())
  }
  try {
    Promise.resolve(instrument(once)).catch(failed)
  } catch (error) {
    failed(error)
  }
  return once()
}

/** Each handler's run inside `instrument.handle`, if there is one. */
export function aroundHandlers(
  instrument: Instrument | undefined,
  event: Omit<HandleInfo, 'handler'>,
  complain: (error: unknown) => void,
): AroundHandler | undefined {
  if (!instrument?.handle) return undefined
  return (handler, run) =>
    instrumented<HandlerRun, []>((given) => instrument.handle?.({ ...event, handler }, given), run, complain)
}
