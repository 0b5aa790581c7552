import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { BullmqInbox } from '@vidhook/bullmq'
import { createReceiver, defineProvider, type Inbox, jogg, type Store } from '@vidhook/core'
import { GiveUpError, memoryInbox } from '@vidhook/core/inbox'
import { inboxContract, joggDelivery } from '@vidhook/core/testing'
import { redisStore } from '@vidhook/redis'
import { canStartRedis, freePort, postgresServer, redisServer, startRedis } from '@vidhook/test-servers'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { answerTo } from './answer-to.js'
import { runSample, serveSample } from './run-sample.js'
import { samplesFolder } from './samples.js'

const secret = 'whsec_local'
const sample = (file: string) => import(join(samplesFolder, file))

describe.runIf(await canStartRedis())('web and worker', () => {
  test.each([
    ['docs/inbox/web.ts', 'docs/inbox/worker.ts'],
    ['packages/bullmq/README/web.ts', 'packages/bullmq/README/worker.ts'],
  ])('of %s and %s: queued, then handled, and the worker ends at SIGTERM', async (web, work) => {
    const redis = await startRedis()
    onTestFinished(() => redis.stop())
    const env = { REDIS_URL: redis.url, JOGG_WEBHOOK_SECRET: secret }
    const { url } = await serveSample(web, { env })
    const data = { video_id: 'v_1', video_url: await serveVideo('a video') }
    let delivery = await joggDelivery('generated_avatar_video_success', { secret, data })
    const send = () => fetch(`${url}/webhooks/jogg`, delivery)
    // A put that was too late for its answer may have queued the event: each try sends another event.
    const sendNew = async () => {
      delivery = await joggDelivery('generated_avatar_video_success', { secret, data })
      return send()
    }
    expect(await answerTo(sendNew)).toEqual({ outcome: 'queued' })
    expect(await answerTo(send)).toEqual({ outcome: 'duplicate' })

    const worker = runSample(work, { env })
    await worker.says(/^v_1 7$/m)
    worker.process.kill('SIGTERM')
    await worker.ended
    expect(worker.process.exitCode).toBe(0)
  })
})

const postgres = await postgresServer()

test.runIf(postgres)('docs/inbox/migrate.ts makes the tables that docs/inbox/postgres.ts needs', async () => {
  const env = { DATABASE_URL: await ownDatabase(postgres?.url ?? '') }
  vi.stubEnv('DATABASE_URL', env.DATABASE_URL)
  onTestFinished(() => void vi.unstubAllEnvs())
  const { inbox }: { inbox: BullmqInbox } = await sample('docs/inbox/postgres.ts')
  onTestFinished(() => inbox.close())
  const receiver = createReceiver(jogg({ secret }), { inbox, log: false, storeTimeoutMs: 10_000 })
  const delivery = await joggDelivery('generated_avatar_video_success', { secret })
  expect((await receiver.receive(delivery)).kind).toBe('unavailable')

  const migration = runSample('docs/inbox/migrate.ts', { env })
  await migration.ended
  expect(migration.process.exitCode).toBe(0)
  expect((await receiver.receive(delivery)).kind).toBe('queued')
})

const redis = await redisServer()

describe.runIf(redis)('the queue of docs/inbox/queue-inbox.ts, here a stream in Redis,', () => {
  test.each(inboxContract)('$name', async ({ run }) => {
    const { queueInbox }: QueueInboxSample = await sample('docs/inbox/queue-inbox.ts')
    const { consume }: QueueWorkerSample = await sample('docs/inbox/queue-worker.ts')
    const client = new Redis(redis?.url ?? '')
    const prefix = `docs-${randomUUID()}:`
    const stream = `${prefix}queue`
    onTestFinished(async () => {
      await client.del(...(await client.keys(`${prefix}*`)))
      await client.quit()
    })
    const inbox = queueInbox(queueIn(client, stream), redisStore(client, { prefix }))
    const messages = async () =>
      (await client.xrange(stream, '-', '+')).map(([id, [, body = '']]) => ({
        id,
        body,
        entry: JSON.parse(body),
      }))

    await run({
      inbox,
      retentionMs: 3_000,
      elapse: (ms) => delay(ms),
      waiting: async (key) => (await messages()).flatMap(({ entry }) => (entry.key === key ? [entry] : [])),
      async settle(key, as) {
        const message = (await messages()).find(({ entry }) => entry.key === key)
        if (!message) throw new Error('It does not wait.')
        const ack = vi.fn()
        const retry = () => expect.unreachable()
        const dead = queueIn(client, `${prefix}dead`)
        await consume({ body: message.body, attempts: 1, ack, retry }, [receiverThat(as)], dead)
        expect(ack).toHaveBeenCalledOnce()
        expect(await client.xlen(`${prefix}dead`)).toBe(as === 'dead' ? 1 : 0)
        await client.xdel(stream, message.id)
      },
      async unreachable() {
        const away = new Redis(`redis://127.0.0.1:${await freePort()}`, { retryStrategy: null })
        away.on('error', () => {})
        return queueInbox(queueIn(away, stream), redisStore(client, { prefix }))
      },
    })
  })

  test('has a message that failed come again, later each time, and gives it up after 20 attempts', async () => {
    const { consume }: QueueWorkerSample = await sample('docs/inbox/queue-worker.ts')
    const on = { '*': () => Promise.reject(new Error('not yet')) }
    const receiver = createReceiver(jogg({ secret }), { log: false, on })
    const inbox = memoryInbox()
    await createReceiver(jogg({ secret }), { inbox, log: false }).receive(
      await joggDelivery('generated_avatar_video_success', { secret }),
    )
    const body = JSON.stringify(inbox.waiting[0])
    const dead = { send: vi.fn(async () => {}) }
    const outcomeOf = async (attempts: number, receivers = [receiver]) => {
      const message = { body, attempts, ack: vi.fn(), retry: vi.fn() }
      await consume(message, receivers, dead)
      return [...message.retry.mock.calls.flat(), ...message.ack.mock.calls.map(() => 'ack')]
    }
    expect(await outcomeOf(1)).toEqual([{ delaySeconds: 5 }])
    expect(await outcomeOf(19)).toEqual([{ delaySeconds: 3_600 }])
    expect(await outcomeOf(1, [])).toEqual([{ delaySeconds: 60 }])
    expect(dead.send).not.toHaveBeenCalled()
    expect(await outcomeOf(20)).toEqual(['ack'])
    expect(dead.send).toHaveBeenCalledExactlyOnceWith(body)
  })
})

interface Queue {
  send(message: string): Promise<unknown>
}

interface QueueInboxSample {
  queueInbox(queue: Queue, store: Store): Inbox
}

interface QueueWorkerSample {
  consume(message: Message, receivers: readonly { readonly name: string }[], dead: Queue): Promise<void>
}

interface Message {
  readonly body: string
  readonly attempts: number
  ack(): void
  retry(options: { delaySeconds: number }): void
}

function queueIn(client: Redis, stream: string): Queue {
  return { send: (message) => client.xadd(stream, '*', 'message', message) }
}

/** For the contract's entries, which come from a provider that knows no events. */
function receiverThat(as: 'done' | 'dead') {
  const provider = defineProvider({
    name: 'contract',
    timeoutMs: 5_000,
    events: {},
    authenticate: () => ({ ok: true }),
    identify: () => ({ kind: 'unidentified', reason: 'none' }),
  })
  const onUnrecognized = () => {
    if (as === 'dead') throw new GiveUpError('The contract wants it so.')
  }
  return createReceiver(provider, { onUnrecognized, log: false })
}

/** Answers with where it is. */
async function serveVideo(video: string): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('content-length', video.length).end(video)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/video.mp4`
}

/** A database of one test's, gone after it. Answers with its URL. */
async function ownDatabase(serverUrl: string): Promise<string> {
  const name = `docs_${randomUUID().replaceAll('-', '')}`
  const query = async (text: string) => {
    const client = new Client({ connectionString: serverUrl })
    await client.connect()
    await client.query(text)
    await client.end()
  }
  await query(`CREATE DATABASE ${name}`)
  onTestFinished(() => query(`DROP DATABASE ${name} WITH (FORCE)`))
  return Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href
}
