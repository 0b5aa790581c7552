import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { createTableSql } from '@vidhook/postgres'
import { postgresServer, redisServer } from '@vidhook/test-servers'
import { describe, expect, test, vi } from 'vitest'
import { answerTo } from './answer-to.js'
import { ownSchema } from './own-schema.js'
import { freePort, runSample } from './run-sample.js'
import { samplesFolder } from './samples.js'

const env = { JOGG_WEBHOOK_SECRET: 'whsec_local', HOOX_CALLBACK_SECRET: 'callback_local' }

const redis = await redisServer()

describe.runIf(redis)('docs/deployment/server.ts', () => {
  test('serves both providers and the health checks, and ends with 0 at SIGTERM', async () => {
    const port = String(await freePort())
    const program = runSample('docs/deployment/server.ts', {
      env: { ...env, PORT: port, REDIS_URL: redis?.url ?? '' },
    })
    await program.says(/listening/)
    const url = `http://localhost:${port}`
    expect((await fetch(`${url}/health`)).status).toBe(200)
    await vi.waitFor(async () => expect((await fetch(`${url}/ready`)).status).toBe(200), { timeout: 20_000 })

    const event_id = `docs-${randomUUID()}`
    const jogg = await joggDelivery('generated_avatar_video_success', {
      secret: env.JOGG_WEBHOOK_SECRET,
      event_id,
      url: `${url}/webhooks/jogg`,
    })
    expect(await answerTo(() => fetch(jogg.url, jogg))).toEqual({ outcome: 'processed' })
    expect(await answerTo(() => fetch(jogg.url, jogg))).toEqual({ outcome: 'duplicate' })
    const hoox = await hooxDelivery('video_export.completed', {
      callbackSecret: env.HOOX_CALLBACK_SECRET,
      context: { test: event_id },
      url: `${url}/webhooks/hoox`,
    })
    expect(await answerTo(() => fetch(hoox.url, hoox))).toEqual({ outcome: 'processed' })

    program.process.kill('SIGTERM')
    await program.ended
    expect(program.process.exitCode).toBe(0)
  })

  test('ends at once if a secret is missing', async () => {
    const program = runSample('docs/deployment/server.ts', {
      env: { ...env, JOGG_WEBHOOK_SECRET: '', REDIS_URL: redis?.url ?? '' },
    })
    await program.ended
    expect(program.process.exitCode).toBe(1)
  })
})

const postgres = await postgresServer()

describe.runIf(postgres)('docs/deployment/worker.ts', () => {
  test('shares what is done among isolates, and closes its connections', async () => {
    const { name, url, pool } = await ownSchema(postgres?.url ?? '')
    await pool.query(createTableSql())
    url.searchParams.set('application_name', name)

    const worker: WorkerSample = await import(join(samplesFolder, 'docs/deployment/worker.ts'))
    const delivery = await joggDelivery('generated_avatar_video_success', {
      secret: env.JOGG_WEBHOOK_SECRET,
    })
    const send = async () => {
      const work: Promise<unknown>[] = []
      const bindings = { ...env, HYPERDRIVE: { connectionString: url.href } }
      const request = new Request(delivery.url, delivery)
      const response = await worker.default.fetch(request, bindings, {
        waitUntil: (each) => void work.push(each),
      })
      await Promise.all(work)
      return response
    }
    expect(await answerTo(send)).toEqual({ outcome: 'processed' })
    expect(await answerTo(send)).toEqual({ outcome: 'duplicate' })
    const open = await pool.query('SELECT 1 FROM pg_stat_activity WHERE application_name = $1', [name])
    expect(open.rows).toEqual([])
  })
})

interface WorkerSample {
  readonly default: {
    fetch(
      request: Request,
      env: object,
      context: { waitUntil(work: Promise<unknown>): void },
    ): Promise<Response>
  }
}
