import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { measurementsOf } from '../../../packages/otel/src/measurements.js'
import { observeInbox } from '../../../packages/otel/src/observe-inbox.js'

/** A metric of `@vidhook/otel`, as an SDK exports it. */
export interface ExportedMetric {
  readonly name: string
  readonly kind: 'counter' | 'histogram' | 'gauge'
  /** Its name after Prometheus's translation of OTLP. */
  readonly prometheusName: string
  /** The names of its series in Prometheus: a histogram has three. */
  readonly series: readonly string[]
}

/** Has each metric measured once by a real SDK. */
export async function exportedMetrics(): Promise<readonly ExportedMetric[]> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2_000_000_000 })
  const provider = new MeterProvider({ readers: [reader] })
  const meter = provider.getMeter('docs')
  const { delivery, handler, send, process } = measurementsOf(meter)
  for (const measure of [delivery, handler, send, process]) measure(1, {})
  const counts = { waiting: 1, active: 1, delayed: 1, dead: 1 }
  observeInbox({ health: async () => ({ counts, oldestWaitingMs: 1 }) }, { meter })
  await provider.forceFlush()
  const all = exporter
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
    .map(exported)
  await provider.shutdown()
  return all
}

function exported(metric: MetricData): ExportedMetric {
  const { name, unit } = metric.descriptor
  const kind = kindOf(metric)
  const prometheusName = `${name.replaceAll('.', '_')}${unitSuffix(unit, kind)}${kind === 'counter' ? '_total' : ''}`
  const suffixes = kind === 'histogram' ? ['_bucket', '_count', '_sum'] : ['']
  return { name, kind, prometheusName, series: suffixes.map((suffix) => prometheusName + suffix) }
}

function kindOf({ dataPointType }: MetricData): ExportedMetric['kind'] {
  if (dataPointType === DataPointType.HISTOGRAM) return 'histogram'
  return dataPointType === DataPointType.SUM ? 'counter' : 'gauge'
}

/** https://prometheus.io/docs/guides/opentelemetry/, and the specification of OpenTelemetry that it follows. */
function unitSuffix(unit: string, kind: ExportedMetric['kind']): string {
  if (unit === '' || /^\{.*\}$/.test(unit)) return ''
  if (unit === 's') return '_seconds'
  if (unit === '1') return kind === 'gauge' ? '_ratio' : ''
  throw new Error(`There is no suffix here for the unit ${unit}.`)
}
