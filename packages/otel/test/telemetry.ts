import { context, metrics, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'

/** An SDK whose exporters keep everything in memory, registered for the process. */
export function startTelemetry() {
  const spanExporter = new InMemorySpanExporter()
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  // Never by itself: `points()` collects.
  const reader = new PeriodicExportingMetricReader({
    exporter: metricExporter,
    exportIntervalMillis: 2_000_000_000,
  })
  const meterProvider = new MeterProvider({ readers: [reader] })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] }),
  )
  metrics.setGlobalMeterProvider(meterProvider)

  return {
    tracer: trace.getTracer('test'),
    spans: () => spanExporter.getFinishedSpans(),
    span(name: string): ReadableSpan {
      const found = spanExporter.getFinishedSpans().filter((span) => span.name === name)
      if (found.length !== 1 || !found[0]) throw new Error(`There are ${found.length} spans ${name}.`)
      return found[0]
    },
    /** The series of one metric. */
    async points(name: string) {
      metricExporter.reset()
      await meterProvider.forceFlush()
      const all = metricExporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
      return all.flatMap(({ descriptor, dataPoints }) =>
        descriptor.name === name
          ? dataPoints.map(({ attributes, value }) => ({ attributes, value, unit: descriptor.unit }))
          : [],
      )
    },
    async metricNames() {
      metricExporter.reset()
      await meterProvider.forceFlush()
      return metricExporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
        .map(({ descriptor }) => descriptor.name)
    },
    async stop() {
      await meterProvider.shutdown()
      trace.disable()
      metrics.disable()
      context.disable()
    },
  }
}
