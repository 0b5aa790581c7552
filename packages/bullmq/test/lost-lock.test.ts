import { randomUUID } from 'node:crypto'
import type { Context } from '@vidhook/core'
import { redisServer } from '@vidhook/test-servers'
import { Redis } from 'ioredis'
import { afterAll, expect, test, vi } from 'vitest'
import { closing } from './backends.js'
import { deliver, joggReceiver } from './receivers.js'

const opened = closing()
const server = await redisServer()
afterAll(() => opened.all())

test.runIf(server)(
  'a worker that loses an entry tells its handler, and another one runs it to its end',
  async () => {
    const prefix = `test-${randomUUID()}`
    const inbox = opened.inbox({ connection: { url: server?.url }, prefix, log: false, firstRetryMs: 1 })
    const runs: Context[] = []
    const handler = vi.fn((_event: unknown, context: Context) => {
      runs.push(context)
      if (runs.length > 1) return undefined
      return new Promise((_resolve, reject) => {
        context.signal.addEventListener('abort', () => reject(context.signal.reason))
      })
    })
    await deliver(inbox)
    opened.also(inbox.work([joggReceiver({ on: { '*': handler } })], { lockMs: 4_000 }))
    await vi.waitFor(() => expect(runs).toHaveLength(1), { timeout: 10_000 })

    const redis = new Redis(server?.url ?? '')
    try {
      const [{ id = '' } = {}] = await inbox.list({ state: 'active' })
      expect(await redis.del(`${prefix}:vidhook:${id}:lock`)).toBe(1)
      await vi.waitFor(async () => expect(await inbox.counts()).toMatchObject({ done: 1 }), {
        timeout: 20_000,
      })
      expect(String(runs[0]?.signal.reason)).toContain('The worker lost the entry')
      expect(runs[1]?.signal.aborted).toBe(false)
      expect(await inbox.show(id)).toMatchObject({ state: 'done', failures: [] })
    } finally {
      await opened.all()
      for (const key of await redis.keys(`${prefix}:*`)) await redis.del(key)
      await redis.quit()
    }
  },
)
