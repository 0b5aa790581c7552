import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Receiver } from '@vidhook/core'
import { joggDelivery } from '@vidhook/core/testing'
import { canStartRedis, freePort, startPostgres, startRedis } from '@vidhook/test-servers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { BullmqInboxOptions } from '../src/index.js'
import { closing } from './backends.js'
import { joggReceiver, NAME } from './receivers.js'

/** A server of a test's own. */
interface Server {
  readonly options: BullmqInboxOptions
  freeze(): unknown
  thaw(): unknown
  kill(): Promise<unknown>
  restart(): Promise<unknown>
  stop(): Promise<unknown>
}

async function redis(): Promise<Server> {
  const port = await freePort()
  let server = await startRedis({ port })
  let isFrozen = false
  const restart = async () => {
    server = await startRedis({ port })
  }
  return {
    options: { connection: { url: server.url }, log: false },
    freeze() {
      isFrozen = true
      server.freeze()
    },
    thaw() {
      if (isFrozen) server.thaw()
      isFrozen = false
    },
    kill: () => server.stop(),
    restart,
    stop: () => server.stop(),
  }
}

async function postgres(): Promise<Server> {
  const server = await startPostgres()
  const options: BullmqInboxOptions = {
    backend: 'postgres',
    connection: { connectionString: server.url },
    log: false,
  }
  const setUp = closing()
  await setUp.inbox(options).migrate()
  await setUp.all()
  return {
    options,
    freeze: server.freeze,
    thaw: server.thaw,
    kill: server.kill,
    restart: server.restart,
    stop: server.stop,
  }
}

const SERVERS = [
  ['Redis', redis],
  ['Postgres', postgres],
] as const

setFlagsFromString('--expose-gc')
const gc: () => void = runInNewContext('gc')

describe.runIf(await canStartRedis()).each(SERVERS)('while the inbox is away, on %s', (_, make) => {
  const opened = closing()
  let server: Server | undefined
  const unhandled = vi.fn()
  process.on('unhandledRejection', unhandled)
  afterEach(async () => {
    await server?.thaw()
    await opened.all()
    await server?.stop()
    expect(unhandled).not.toHaveBeenCalled()
  })

  const started = async () => {
    server = await make()
    const inbox = opened.inbox(server.options)
    const receiver = joggReceiver({ inbox, storeTimeoutMs: 1_000 })
    return { server, inbox, receiver }
  }
  const receive = async (receiver: Receiver<never>) =>
    receiver.receive(await joggDelivery(NAME, { secret: 'whsec_test' }))

  /** Each within storeTimeoutMs, and some time for a busy machine. */
  async function expectRefusals(receiver: Receiver<never>) {
    for (let count = 0; count < 3; count++) {
      const start = performance.now()
      expect(await receive(receiver)).toMatchObject({ status: 503, code: 'inbox_unavailable' })
      expect(performance.now() - start).toBeLessThan(4_000)
    }
  }

  const expectQueuedWithin5s = async (receiver: Receiver<never>) =>
    vi.waitFor(async () => expect((await receive(receiver)).kind).toBe('queued'), {
      timeout: 5_000,
      interval: 100,
    })

  test('because it was killed, deliveries are answered 503, and it is back without a restart', async () => {
    const { server, inbox, receiver } = await started()
    await inbox.ready()
    await expectQueuedWithin5s(receiver as never)
    await server.kill()
    await expectRefusals(receiver as never)
    await server.restart()
    await expectQueuedWithin5s(receiver as never)
  })

  test('because it is frozen, deliveries are answered 503, and it is back without a restart', async () => {
    const { server, inbox, receiver } = await started()
    await inbox.ready()
    await expectQueuedWithin5s(receiver as never)
    await server.freeze()
    await expectRefusals(receiver as never)
    await server.thaw()
    await expectQueuedWithin5s(receiver as never)
  })

  test('from the start on, deliveries are answered 503, and it is back without a restart', async () => {
    const { server, receiver } = await started()
    await server.kill()
    await expectRefusals(receiver as never)
    await server.restart()
    await expectQueuedWithin5s(receiver as never)
  })

  test('from the start on, a worker and ready() wait until it is back', async () => {
    const { server, receiver } = await started()
    await server.kill()
    const handler = vi.fn()
    const inbox = opened.inbox(server.options)
    const worker = opened.also(inbox.work([joggReceiver({ on: { '*': handler } })]))
    const ready = Promise.all([worker.ready(), inbox.ready()])
    await expectRefusals(receiver as never)
    await server.restart()
    await ready
    await expectQueuedWithin5s(receiver as never)
    await vi.waitFor(() => expect(handler).toHaveBeenCalled(), { timeout: 10_000 })
  })

  test('because it was restarted, a worker goes on by itself, and closes even if it is away again', async () => {
    const { server, receiver } = await started()
    const handler = vi.fn()
    const worker = opened.inbox(server.options).work([joggReceiver({ on: { '*': handler } })])
    await worker.ready()
    await server.kill()
    await server.restart()
    await expectQueuedWithin5s(receiver as never)
    await vi.waitFor(() => expect(handler).toHaveBeenCalled(), { timeout: 10_000 })
    await server.kill()
    expect(await worker.close({ timeoutMs: 1_000 })).toBe(true)
  })

  test.each(['kill', 'freeze'] as const)('by a %s, the heap does not grow with the refusals', async (how) => {
    const { server, receiver } = await started()
    const impatient = joggReceiver({ inbox: opened.inbox(server.options), storeTimeoutMs: 50 })
    await expectQueuedWithin5s(receiver as never)
    await receive(impatient as never)
    await server[how]()
    const refuse = async (times: number) => {
      for (let count = 0; count < times; count += 100)
        await Promise.all(Array.from({ length: 100 }, () => receive(impatient as never)))
      gc()
      return process.memoryUsage().heapUsed
    }
    const before = await refuse(2_000)
    const after = await refuse(10_000)
    expect(after - before).toBeLessThan(8 * 1024 * 1024)
  })
})
