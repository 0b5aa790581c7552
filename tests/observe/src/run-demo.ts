import { randomUUID } from 'node:crypto'
import { joggDelivery } from '@vidhook/core/testing'
import { type OtlpReceiver, startOtlpReceiver } from '@vidhook/test-servers'
import { type Program, startProgram } from './program.js'
import { redisForDemo } from './redis.js'
import { traceTree } from './trace-tree.js'

export interface DemoOptions {
  /** Without Redis, in one process. */
  readonly memory: boolean
  readonly print: (line: string) => void
}

/** Starts everything, sends one event, prints its trace, and stops everything. */
export async function runDemo({ memory, print }: DemoOptions): Promise<void> {
  const otlp = await startOtlpReceiver()
  const redis = memory ? undefined : await redisForDemo()
  const programs: Program[] = []
  try {
    if (!redis) print(`${memory ? 'Without' : 'There is no'} Redis: one process, with an inbox in memory.`)
    const secret = randomUUID()
    const env = {
      JOGG_WEBHOOK_SECRET: secret,
      OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url,
      ...(redis && { REDIS_URL: redis.url, DEMO_PREFIX: redis.prefix }),
    }
    const names = redis ? ['web', 'worker'] : ['one-process']
    for (const name of names) programs.push(await startProgram(name, env))
    const crashed = programs.map((program) => program.crashed)
    const spans = await Promise.race([send(programs[0]?.address ?? '', secret, otlp, print), ...crashed])
    for (const line of traceTree(spans)) print(line)
  } finally {
    await Promise.all(programs.map((program) => program.stop()))
    await redis?.stop()
    await otlp.stop()
  }
}

/** Sends one signed event and resolves to its spans, once both attempts have ended. */
async function send(url: string, secret: string, otlp: OtlpReceiver, print: DemoOptions['print']) {
  const delivery = await joggDelivery('generated_avatar_video_success', { secret, url })
  const response = await fetch(url, delivery)
  print(`Sent a generated_avatar_video_success to ${url}: ${response.status} ${await response.text()}`)
  return otlp.spansUntil((spans) => spans.length === SPANS)
}

/** The request, `receive` and `send`, and for each of two attempts `process`, `handle` and the handler's own span. */
const SPANS = 3 + 2 * 3
