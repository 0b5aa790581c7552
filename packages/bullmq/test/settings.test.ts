import { canStartRedis, freePort, startRedis } from '@vidhook/test-servers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { closing, postgresBackend } from './backends.js'
import { joggReceiver } from './receivers.js'

const opened = closing()
afterEach(() => opened.all())

describe.runIf(await canStartRedis())('the settings of Redis', () => {
  test.each([
    [{}, ['Redis forgets entries when it restarts']],
    [{ appendonly: 'yes' }, []],
    [{ appendonly: 'yes', 'maxmemory-policy': 'allkeys-lru' }, ['maxmemory-policy is allkeys-lru']],
  ])('are looked at: %j', async (config, problems) => {
    const redis = await startRedis({ config })
    try {
      const warn = vi.fn()
      const log = { debug: () => {}, info: () => {}, warn, error: () => {} }
      const inbox = opened.inbox({ connection: redis.url, log })
      const health = await inbox.health()
      expect(health.ok).toBe(problems.length === 0)
      expect(health.problems.map(({ message }) => message)).toEqual(
        problems.map((text) => expect.stringContaining(text)),
      )
      await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(problems.length), { timeout: 10_000 })
      for (const problem of problems)
        expect(warn).toHaveBeenCalledWith({ code: 'inbox_settings' }, expect.stringContaining(problem))
    } finally {
      await opened.all()
      await redis.stop()
    }
  })
})

test('an inbox that cannot be reached is not healthy', async () => {
  const connectionString = `postgres://test@127.0.0.1:${await freePort()}/test`
  const inbox = opened.inbox({ backend: 'postgres', connection: { connectionString }, log: false })
  expect(await inbox.health()).toMatchObject({ ok: false, problems: [{ code: 'inbox_unavailable' }] })
})

test('Postgres without its tables says so, and migrate() makes them', async () => {
  const backend = await postgresBackend()
  if (!backend) return
  const options = backend.options()
  await backend.remove()
  const inbox = opened.inbox(options)
  expect((await inbox.health()).problems).toMatchObject([{ message: expect.stringMatching(/migrat/i) }])
  await expect(inbox.ready()).rejects.toThrow(/migrat/i)
  await expect(opened.also(inbox.work([joggReceiver()])).ready()).rejects.toThrow(/migrat/i)
  await inbox.migrate()
  expect(await inbox.counts()).toMatchObject({ waiting: 0 })
  await opened.all()
  await backend.remove()
})
