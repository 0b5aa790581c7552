import { join } from 'node:path'
import type { JoggEvents } from '@vidhook/core'
import { joggDelivery, joggSamples } from '@vidhook/core/testing'
import type { WebhookMiddleware } from '@vidhook/express'
import { canStartRedis, type PrivateRedis, startRedis } from '@vidhook/test-servers'
import type { Queue, Worker } from 'bullmq'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { samplesFolder } from './samples.js'

const secret = 'whsec_test'

describe.runIf(await canStartRedis())('the queue of docs/idempotency.md', () => {
  let redis: PrivateRedis
  beforeEach(async () => {
    redis = await startRedis()
    vi.stubEnv('REDIS_URL', redis.url)
    vi.stubEnv('JOGG_WEBHOOK_SECRET', secret)
    vi.spyOn(console, 'info').mockReturnValue()
  })
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close()
    await redis.stop()
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
  })

  test('gets each event once, whichever process a repeat reaches and however far its job is', async () => {
    const ready = vi.spyOn(console, 'log').mockReturnValue()
    const { queue } = await startServer()
    const outcomes = async (event_id: string) => [await deliver(event_id), await deliver(event_id)]

    expect(await outcomes('evt_1')).toEqual(['processed', 'processed'])
    expect(await queue.getJobCounts()).toMatchObject({ waiting: 1 })

    await startWorker()
    await vi.waitFor(async () => expect(await queue.getJobCounts()).toMatchObject({ completed: 1 }), 10_000)
    expect(ready).toHaveBeenCalledWith('ready:', 'https://res.jogg.ai/video.mp4')

    expect(await outcomes('evt_1')).toEqual(['processed', 'processed'])
    expect(await deliver('evt_2')).toBe('processed')
    await vi.waitFor(async () => expect(await queue.getJobCounts()).toMatchObject({ completed: 2 }), 10_000)
    expect(ready).toHaveBeenCalledTimes(2)
  })

  test('has JoggAI send the event again while Redis is away', async () => {
    const { jogg, queue } = await startServer()
    await queue.waitUntilReady()
    vi.spyOn(console, 'error').mockReturnValue()
    queue.on('error', () => {})
    const event = await joggDelivery('generated_avatar_video_success', { secret })

    const closed = new Promise<void>((resolve) => queue.once('ioredis:close', resolve))
    await redis.stop()
    await closed
    expect(await jogg.receiver.receive(event)).toMatchObject({ kind: 'failed', status: 500 })

    redis = await startRedis({ port: redis.port })
    await vi.waitFor(
      async () => expect(await jogg.receiver.receive(event)).toMatchObject({ status: 200 }),
      10_000,
    )
    expect(await queue.getJobCounts()).toMatchObject({ waiting: 1 })
  })

  test('lets BullMQ number the jobs, since an identity does not do as an id', async () => {
    const { queue } = await startServer()
    const event = joggSamples.generated_script_success
    await expect(queue.add('an event', event, { jobId: 'jogg:evt_1' })).rejects.toThrow('cannot contain :')

    const first = await queue.add('an event', event, { jobId: 'evt_1' })
    await first.remove()
    await queue.add('an event', event, { jobId: 'evt_1' })
    expect(await queue.getJobCounts()).toMatchObject({ waiting: 1 }) // the repeat has a job of its own
  })
})

/** To be closed after the test. */
const open: { close(): Promise<void> }[] = []

/** A server process, which shares only Redis with others. */
async function startServer() {
  vi.resetModules()
  const server: { jogg: WebhookMiddleware<JoggEvents>; queue: Queue } = await import(
    join(samplesFolder, 'docs/idempotency/queue.ts')
  )
  open.push(server.queue)
  return server
}

async function startWorker(): Promise<void> {
  const { worker }: { worker: Worker } = await import(join(samplesFolder, 'docs/idempotency/worker.ts'))
  open.push(worker)
}

/** Delivers to a new process that has seen no event yet. */
async function deliver(event_id: string) {
  const { jogg } = await startServer()
  const delivery = await joggDelivery('generated_avatar_video_success', { secret, event_id })
  return (await jogg.receiver.receive(delivery)).kind
}
