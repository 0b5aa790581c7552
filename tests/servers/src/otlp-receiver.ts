import { type ApiServer, startApiServer } from './api-server.js'

/** A span as OTLP/HTTP carries it in JSON: https://opentelemetry.io/docs/specs/otlp/#otlphttp. */
export interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | undefined
  readonly name: string
  /** The service that sent it: `service.name` of its resource. */
  readonly service: string
  readonly startMs: number
  readonly durationMs: number
  readonly failed: boolean
  /** The error's message. */
  readonly message: string | undefined
  readonly attributes: Readonly<Record<string, unknown>>
  /** The spans that it is linked to. */
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[]
}

/** What an OpenTelemetry exporter can send to. It keeps everything in memory, on this machine. */
export interface OtlpReceiver extends ApiServer {
  /** Spans that have arrived, in the order of their starts. */
  spans(): readonly OtlpSpan[]
  /** The names of the metrics that have arrived. */
  metricNames(): readonly string[]
  /** Resolves as soon as the spans satisfy the condition, which is checked whenever some arrive. */
  spansUntil(isComplete: (spans: readonly OtlpSpan[]) => boolean): Promise<readonly OtlpSpan[]>
}

/** Takes traces and metrics over OTLP/HTTP as JSON: for `OTEL_EXPORTER_OTLP_ENDPOINT`. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const server = await startApiServer(() => ({ status: 200, body: {} }))
  const bodies = (path: string) =>
    server.requests.filter((request) => request.path === path).map(({ body }) => body)
  const spans = () =>
    bodies('/v1/traces')
      .flatMap((body) => spansOf(body as TracesBody))
      .sort((one, other) => one.startMs - other.startMs)

  return {
    ...server,
    spans,
    metricNames: () => [
      ...new Set(bodies('/v1/metrics').flatMap((body) => metricNamesOf(body as MetricsBody))),
    ],
    async spansUntil(isComplete) {
      for (;;) {
        const arrived = server.requests.length
        const now = spans()
        if (isComplete(now)) return now
        await server.hasReceived(arrived + 1)
      }
    },
  }
}

interface TracesBody {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly KeyValue[] }
    readonly scopeSpans?: readonly { readonly spans?: readonly RawSpan[] }[]
  }[]
}

interface MetricsBody {
  readonly resourceMetrics?: readonly {
    readonly scopeMetrics?: readonly { readonly metrics?: readonly { readonly name: string }[] }[]
  }[]
}

interface RawSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly status?: { readonly code?: number; readonly message?: string }
  readonly attributes?: readonly KeyValue[]
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[]
}

interface KeyValue {
  readonly key: string
  /** One of `stringValue`, `intValue`, `doubleValue`, `boolValue` … */
  readonly value: Readonly<Record<string, unknown>>
}

/** `STATUS_CODE_ERROR` of OTLP. */
const ERROR = 2

function spansOf({ resourceSpans = [] }: TracesBody): readonly OtlpSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans = [] }) => {
    const service = String(valuesOf(resource?.attributes)['service.name'] ?? '')
    return scopeSpans.flatMap(({ spans = [] }) => spans.map((span) => spanOf(span, service)))
  })
}

function spanOf(raw: RawSpan, service: string): OtlpSpan {
  const start = BigInt(raw.startTimeUnixNano)
  return {
    traceId: raw.traceId,
    spanId: raw.spanId,
    parentSpanId: raw.parentSpanId || undefined,
    name: raw.name,
    service,
    startMs: Number(start / 1000n) / 1000,
    durationMs: Number(BigInt(raw.endTimeUnixNano) - start) / 1_000_000,
    failed: raw.status?.code === ERROR,
    message: raw.status?.message,
    attributes: valuesOf(raw.attributes),
    links: (raw.links ?? []).map(({ traceId, spanId }) => ({ traceId, spanId })),
  }
}

function valuesOf(attributes: readonly KeyValue[] = []): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}

function metricNamesOf({ resourceMetrics = [] }: MetricsBody): readonly string[] {
  return resourceMetrics.flatMap(({ scopeMetrics = [] }) =>
    scopeMetrics.flatMap(({ metrics = [] }) => metrics.map(({ name }) => name)),
  )
}
