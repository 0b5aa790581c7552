import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { context, metrics, trace } from '@opentelemetry/api'
import type { BullmqInbox, InboxWorker } from '@vidhook/bullmq'
import type { JoggEvents, Receiver } from '@vidhook/core'
import type { JournalRecord } from '@vidhook/core/journal'
import { joggDelivery } from '@vidhook/core/testing'
import type { WebhookMiddleware } from '@vidhook/express'
import {
  canStartRedis,
  type OtlpSpan,
  type PrivateRedis,
  postgresServer,
  startOtlpReceiver,
  startRedis,
} from '@vidhook/test-servers'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { ATTRIBUTE, CONVENTION, MESSAGING, METRIC } from '../../../packages/otel/src/names.js'
import { exportedMetrics } from './metrics.js'
import { ownSchema } from './own-schema.js'
import { page } from './pages.js'
import { serveSample } from './run-sample.js'
import { samplesFolder } from './samples.js'

const NAME = 'generated_avatar_video_success'
const SECRET = 'whsec_test'

const sample = (file: string) => import(join(samplesFolder, file))

describe('docs/observability.md', () => {
  test('lists every metric, as it is exported and as Prometheus names it', async () => {
    const exported = await exportedMetrics()
    expect(exported.map(({ name }) => name).sort()).toEqual(Object.values(METRIC).sort())
    const listed = rowsOf('Metrics').map(([name, prometheusName, kind]) => [name, prometheusName, kind])
    const expected = exported.map(({ name, prometheusName, kind }) => [
      `\`${name}\``,
      `\`${prometheusName}\``,
      kind,
    ])
    expect(listed.sort()).toEqual(expected.sort())
  })

  test('lists every attribute', () => {
    const listed = rowsOf('Attributes').flatMap(([cell = '']) => cell.match(/[\w.]+(?=`)/g) ?? [])
    expect(listed.sort()).toEqual(Object.values({ ...ATTRIBUTE, ...CONVENTION, ...MESSAGING }).sort())
  })
})

describe('the samples of docs/observability.md', () => {
  beforeEach(() => {
    vi.resetModules()
    vi.stubEnv('JOGG_WEBHOOK_SECRET', SECRET)
    vi.spyOn(console, 'info').mockReturnValue()
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
  })

  test('write a line for each delivery into a file', async () => {
    const file = join(temporaryFolder(), 'webhooks.jsonl')
    vi.stubEnv('JOURNAL', file)
    const { jogg }: { jogg: WebhookMiddleware<JoggEvents> } = await sample('docs/observability/json-lines.ts')
    await receive(jogg.receiver, 'evt_1')
    await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toMatch(/"identity":"evt_1".*\n$/), {
      timeout: 10_000,
    })
  })

  test('tell of each failure: before the answer and after it', async () => {
    const error = vi.spyOn(console, 'error').mockReturnValue()
    const { jogg }: { jogg: WebhookMiddleware<JoggEvents> } = await sample('docs/observability/hooks.ts')
    jogg.on(NAME, (_, { waitUntil, identity }) => {
      if (identity === 'evt_1') throw new Error('no disk')
      waitUntil(Promise.reject(new Error('no mail')))
    })
    await receive(jogg.receiver, 'evt_1')
    await receive(jogg.receiver, 'evt_2')
    await jogg.drain()
    expect(error).toHaveBeenCalledWith('answered', 'failed', NAME, 'evt_1', undefined)
    expect(error).toHaveBeenCalledWith('wait_until', 'failed', NAME, 'evt_2', new Error('no mail'))
  })

  test('serve /health always, and /ready only with a secret', async () => {
    const statuses = async (env: Record<string, string>) => {
      const { url } = await serveSample('docs/observability/health.ts', { env })
      const responses = await Promise.all(['/health', '/ready'].map((path) => fetch(url + path)))
      return responses.map(({ status }) => status)
    }
    expect(await statuses({ JOGG_WEBHOOK_SECRET: SECRET })).toEqual([200, 200])
    expect(await statuses({ JOGG_WEBHOOK_SECRET: '' })).toEqual([200, 503])
  })
})

const postgres = await postgresServer()

test.runIf(postgres)('docs/observability/postgres-journal.ts tells what became of an event', async () => {
  const { url } = await ownSchema(postgres?.url ?? '')
  stubEnv({ DATABASE_URL: url.href, JOGG_WEBHOOK_SECRET: SECRET })

  const { jogg, journal, history }: JournalSample = await sample('docs/observability/postgres-journal.ts')
  await journal.createTable?.()
  await receive(jogg.receiver, 'evt_1')
  await jogg.drain()
  expect(await history('evt_1')).toMatchObject([{ kind: 'delivery', identity: 'evt_1', status: 200 }])
})

// Available since Node 22.13.
test.runIf(isBuiltin('node:sqlite'))('docs/observability/sqlite-journal.ts tells it, too', async () => {
  const cwd = process.cwd()
  process.chdir(temporaryFolder())
  onTestFinished(() => process.chdir(cwd))
  stubEnv({ JOGG_WEBHOOK_SECRET: SECRET })
  const { jogg, journal }: JournalSample = await sample('docs/observability/sqlite-journal.ts')
  await receive(jogg.receiver, 'evt_1')
  expect(await journal.find('evt_1')).toMatchObject([{ identity: 'evt_1', status: 200 }])
})

describe.runIf(await canStartRedis())('with an SDK and its OTLP exporters', () => {
  let redis: PrivateRedis
  beforeEach(async () => {
    redis = await startRedis()
  })
  afterEach(() => redis.stop())

  test('the samples of docs/observability.md export one trace from the request to the handler, and the metrics', async () => {
    const otlp = await startOtlpReceiver()
    onTestFinished(() => otlp.stop())
    stubEnv({
      OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url,
      OTEL_SERVICE_NAME: 'shop',
      REDIS_URL: redis.url,
      JOGG_WEBHOOK_SECRET: SECRET,
    })
    const printed = vi.spyOn(console, 'log').mockReturnValue()

    // 'docs/observability/telemetry.ts' first, as `--import` does.
    const { stopTelemetry }: { stopTelemetry(): Promise<unknown> } = await sample(
      'docs/observability/telemetry.ts',
    )
    const { inbox, jogg }: QueueSample = await sample('docs/observability/webhooks.ts')
    const { worker, stopObserving }: WorkerSample = await sample('docs/observability/worker.ts')
    await inbox.ready()
    expect(await receive(jogg, 'evt_1')).toBe('queued')
    await vi.waitFor(() => expect(printed).toHaveBeenCalledWith('ready:', expect.any(String)), 20_000)
    await worker.close()
    await stopTelemetry()
    stopObserving()
    await inbox.close()
    for (const api of [trace, metrics, context]) api.disable()

    const spans = fromParentToChild(otlp.spans())
    expect(spans.map(({ name }) => name)).toEqual([
      'receive jogg',
      'send jogg',
      'process jogg',
      `handle ${NAME}`,
    ])
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1)
    expect(spans[0]?.service).toBe('shop')
    expect([...otlp.metricNames()].sort()).toEqual(Object.values(METRIC).sort())
  })
})

interface JournalSample {
  readonly jogg: WebhookMiddleware<JoggEvents>
  readonly journal: { createTable?(): Promise<void>; find(event: string): Promise<readonly JournalRecord[]> }
  history(identity: string): Promise<readonly JournalRecord[]>
}

interface QueueSample {
  readonly inbox: BullmqInbox
  readonly jogg: Receiver<JoggEvents>
}

interface WorkerSample {
  readonly worker: InboxWorker
  stopObserving(): void
}

async function receive(receiver: Receiver<JoggEvents>, event_id: string) {
  const { kind } = await receiver.receive(await joggDelivery(NAME, { secret: SECRET, event_id }))
  return kind
}

function stubEnv(variables: Readonly<Record<string, string>>): void {
  vi.resetModules()
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vidhook-docs-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The spans, each followed by its child. */
function fromParentToChild(spans: readonly OtlpSpan[], parentSpanId?: string): readonly OtlpSpan[] {
  const span = spans.find((each) => each.parentSpanId === parentSpanId)
  return span ? [span, ...fromParentToChild(spans, span.spanId)] : []
}

/** The cells of a section's table, row by row. */
function rowsOf(heading: string): string[][] {
  const section = page('docs/observability.md').text.split(`\n### ${heading}\n`)[1]?.split('\n### ')[0] ?? ''
  const lines = section.split('\n').filter((line) => line.startsWith('|'))
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
}
