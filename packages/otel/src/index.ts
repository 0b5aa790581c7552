import {
  type Attributes,
  context as contexts,
  createNoopMeter,
  type Meter,
  metrics,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import type { AttemptedEntry, HandleInfo, Instrument, PutInfo, ReceiveResult } from '@vidhook/core'
import { type Measurements, measurementsOf } from './measurements.js'
import { ATTRIBUTE, CONVENTION, MESSAGING, SCOPE } from './names.js'
import { contextWith, spanContextOf, traceContextOf } from './trace-context.js'

export { type ObservableInbox, type ObserveOptions, observeInbox } from './observe-inbox.js'

export interface OtelOptions {
  /** @default the global tracer of `@vidhook/otel` */
  readonly tracer?: Tracer | undefined
  /** @default the global meter of `@vidhook/otel` */
  readonly meter?: Meter | undefined
}

/**
 * Traces and metrics of what a receiver does. Give it to each receiver as its option `instrument`.
 *
 * Spans, under the request's own span if there is one: `receive <provider>`, `handle <handler>`, and with an inbox
 * `send <receiver>` in the web process and `process <receiver>` in the worker. The first attempt at an entry belongs to the
 * trace of its request; later ones begin a trace of their own, linked to it.
 *
 * Metrics: `vidhook.deliveries`, `vidhook.delivery.duration`, `vidhook.handler.duration`, and with an inbox
 * `messaging.client.sent.messages`, `messaging.client.operation.duration`, `messaging.client.consumed.messages` and
 * `messaging.process.duration`. Durations are in seconds. No metric has an identity, and a made-up event name is `_OTHER`.
 *
 * @example
 * ```ts
 * const instrument = otel()
 * app.use(joggWebhook(secret, { instrument, on: { … } }))
 * ```
 */
export function otel(options: OtelOptions = {}): Instrument {
  const tracer = options.tracer ?? trace.getTracer(SCOPE)
  let made: Measurements | undefined
  /** Not before the first delivery: a meter that is fetched before the SDK has started measures nothing, ever. */
  const measure = () => {
    made ??= measurementsOf(options.meter ?? metrics.getMeter(SCOPE))
    return made
  }

  let seen = options.tracer !== undefined || options.meter !== undefined

  return {
    isOff() {
      seen ||= hasSdk()
      return !seen
    },

    receive: ({ provider, receiver }, run) => {
      const about = { [ATTRIBUTE.provider]: provider, [ATTRIBUTE.receiver]: receiver }
      return tracer.startActiveSpan(`receive ${provider}`, { attributes: about }, (span) =>
        timed(span, run, (result, durationMs) => {
          const attributes = { ...about, ...outcomeAttributes(result) }
          span.setAttributes(attributes)
          if (result.identity !== undefined) span.setAttribute(ATTRIBUTE.identity, result.identity)
          if (result.outcome.status >= 500) failSpan(span, result.error)
          measure().delivery(durationMs, attributes)
        }),
      )
    },

    handle: (info, run) => {
      const about = { ...eventAttributes(info), [ATTRIBUTE.handler]: info.handler }
      const attributes = {
        ...about,
        [ATTRIBUTE.identity]: info.identity,
        ...(info.attempt !== undefined && { [ATTRIBUTE.attempt]: info.attempt }),
      }
      return tracer.startActiveSpan(`handle ${info.handler}`, { attributes }, (span) =>
        timed(span, run, (result, durationMs) => {
          if ('error' in result) failSpan(span, result.error)
          measure().handler(durationMs, { ...about, ...('error' in result && errorType(result.error)) })
        }),
      )
    },

    put: (info, run) => {
      const about = messageAttributes(info, 'send')
      const attributes = { ...about, ...messageId(info) }
      return tracer.startActiveSpan(
        `send ${info.receiver}`,
        { kind: SpanKind.PRODUCER, attributes },
        (span) =>
          timed(
            span,
            () => run(traceContextOf(span)),
            (_, durationMs) => measure().send(durationMs, about),
            (error, durationMs) => {
              failSpan(span, error)
              measure().send(durationMs, { ...about, ...errorType(error) })
            },
          ),
      )
    },

    attempt: (entry, run) => {
      const about = messageAttributes(entry, 'process')
      const attributes = { ...about, ...messageId(entry), [ATTRIBUTE.attempt]: entry.attempt }
      const { parent, links } = originOf(entry)
      return tracer.startActiveSpan(
        `process ${entry.receiver}`,
        { kind: SpanKind.CONSUMER, attributes, links },
        parent,
        (span) =>
          timed(
            span,
            run,
            (result, durationMs) => {
              const failed = result.state === 'failed' || result.state === 'dead'
              if (failed) failSpan(span, result.error)
              const outcome = { ...about, [ATTRIBUTE.outcome]: result.state }
              span.setAttributes(outcome)
              measure().process(durationMs, { ...outcome, ...(failed && errorType(result.error)) })
            },
            (error, durationMs) => {
              failSpan(span, error)
              measure().process(durationMs, { ...about, ...errorType(error) })
            },
          ),
      )
    },
  }
}

/** Has an SDK been registered, for traces or for metrics? */
function hasSdk(): boolean {
  const provider = trace.getTracerProvider()
  const isProxyOfNone =
    provider instanceof ProxyTracerProvider && provider.getDelegateTracer(SCOPE) === undefined
  return !isProxyOfNone || metrics.getMeter(SCOPE) !== createNoopMeter()
}

/** Runs a step, tells how it ended and how long it took, and ends its span. */
async function timed<Result>(
  span: Span,
  run: () => Promise<Result>,
  ended: (result: Result, durationMs: number) => void,
  failed?: (error: unknown, durationMs: number) => void,
): Promise<void> {
  const started = performance.now()
  try {
    ended(await run(), performance.now() - started)
  } catch (error) {
    failed?.(error, performance.now() - started)
    throw error
  } finally {
    span.end()
  }
}

/** The first attempt goes on with the trace of the request. A later one may come hours after it: it is linked. */
function originOf({ attempt, trace: headers }: AttemptedEntry) {
  const origin = spanContextOf(headers)
  if (!origin) return { parent: contexts.active(), links: [] }
  if (attempt === 1) return { parent: contextWith(origin), links: [] }
  return { parent: ROOT_CONTEXT, links: [{ context: origin }] }
}

function outcomeAttributes({ outcome, event }: ReceiveResult): Attributes {
  return {
    [ATTRIBUTE.outcome]: outcome.kind,
    [CONVENTION.status]: outcome.status,
    ...(event !== undefined && { [ATTRIBUTE.event]: event }),
    ...(outcome.code !== undefined && { [ATTRIBUTE.code]: outcome.code }),
    ...(outcome.status >= 500 && { [CONVENTION.errorType]: outcome.code ?? outcome.kind }),
  }
}

function eventAttributes({ provider, receiver, event }: Omit<HandleInfo, 'handler' | 'attempt'>): Attributes {
  return { [ATTRIBUTE.provider]: provider, [ATTRIBUTE.receiver]: receiver, [ATTRIBUTE.event]: event }
}

function messageAttributes(info: PutInfo, operation: 'send' | 'process'): Attributes {
  return {
    ...eventAttributes(info),
    [MESSAGING.system]: 'vidhook',
    [MESSAGING.operationName]: operation,
    [MESSAGING.operationType]: operation,
    [MESSAGING.destination]: info.receiver,
  }
}

function messageId({ identity }: PutInfo): Attributes {
  return { [ATTRIBUTE.identity]: identity, [MESSAGING.messageId]: identity }
}

function failSpan(span: Span, error: unknown): void {
  if (error !== undefined) {
    span.recordException(error instanceof Error ? error : String(error))
    span.setAttributes(errorType(error))
  }
  span.setStatus({ code: SpanStatusCode.ERROR, ...(error instanceof Error && { message: error.message }) })
}

function errorType(error: unknown): Attributes {
  return { [CONVENTION.errorType]: error instanceof Error ? error.name : '_OTHER' }
}
