// One contender, in a process of its own: see ../child.js.
import { metrics, trace } from '@opentelemetry/api'
import { createReceiver, jogg } from '@vidhook/core'
import { otel } from '@vidhook/otel'
import { body, EVENT, joggHeaders, SECRET } from '../deliveries.js'

const ASKED = 5_000_000

let receiver
let instrument
let handled = 0

/** @param name `none`, `api` for `otel()` without an SDK, or `sdk` with one that drops what it is given */
export async function open(name) {
  if (name === 'sdk') await startSdk()
  instrument = name === 'none' ? undefined : otel()
  receiver = createReceiver(jogg({ secret: SECRET }), { log: false, instrument })
  receiver.on(EVENT, async () => void handled++)
}

/** So many deliveries, each of them another one: the mean CPU time of one, in microseconds. */
export async function round(count) {
  const deliveries = Array.from({ length: count }, () => {
    const bytes = body(300)
    return { method: 'POST', url: '/webhooks/jogg', headers: joggHeaders(bytes), body: bytes }
  })
  const before = handled
  globalThis.gc()
  const start = process.cpuUsage()
  for (const delivery of deliveries) await receiver.receive(delivery)
  const { user, system } = process.cpuUsage(start)
  if (handled - before !== count) throw new Error(`Of ${count} events, ${handled - before} were handled.`)
  return { us: (user + system) / count }
}

/** How long `otel()` takes to find that there is no SDK, in nanoseconds of CPU time. */
export async function ask() {
  const start = process.cpuUsage()
  let off = 0
  for (let asked = 0; asked < ASKED; asked++) if (instrument.isOff()) off++
  const { user, system } = process.cpuUsage(start)
  if (off !== ASKED) throw new Error('There is an SDK.')
  return ((user + system) * 1_000) / ASKED
}

async function startSdk() {
  const { NodeTracerProvider } = await import('@opentelemetry/sdk-trace-node')
  const { BatchSpanProcessor, InMemorySpanExporter } = await import('@opentelemetry/sdk-trace-base')
  const { InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } = await import(
    '@opentelemetry/sdk-metrics'
  )
  const exporter = new InMemorySpanExporter()
  exporter.export = (_spans, done) => done({ code: 0 })
  new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] }).register()
  // Collects nothing before the measurement has ended.
  const reader = new PeriodicExportingMetricReader({
    exporter: new InMemoryMetricExporter(),
    exportIntervalMillis: 2_000_000_000,
  })
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }))
  if (!trace.getTracer('bench').startSpan('try').isRecording()) throw new Error('The SDK does not record.')
}
