import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Store } from '@vidhook/core'
import { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
import { createTableSql } from '@vidhook/postgres'
import { postgresServer, redisServer } from '@vidhook/test-servers'
import Fastify, { type FastifyPluginAsync } from 'fastify'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { ownSchema } from './own-schema.js'
import { samplesFolder } from './samples.js'

const secrets = { JOGG_WEBHOOK_SECRET: 'whsec_local', HOOX_CALLBACK_SECRET: 'callback_local' }
const redis = await redisServer()
const postgres = await postgresServer()

// Every other sample for coding agents is like one of a page's, and is type-checked.
describe('the page for coding agents in', () => {
  afterEach(() => void vi.unstubAllEnvs())

  test('@vidhook/fastify has a plugin that takes both providers’ deliveries', async () => {
    for (const [name, value] of Object.entries(secrets)) vi.stubEnv(name, value)
    const { webhooks }: { webhooks: FastifyPluginAsync } = await sample('packages/fastify/AGENTS/webhooks.ts')
    const app = Fastify()
    onTestFinished(() => app.close())
    await app.register(webhooks)
    const url = await app.listen({ port: 0 })
    const deliveries = [
      await joggDelivery('generated_avatar_video_success', {
        secret: secrets.JOGG_WEBHOOK_SECRET,
        url: `${url}/webhooks/jogg`,
      }),
      await hooxDelivery('video_export.completed', {
        callbackSecret: secrets.HOOX_CALLBACK_SECRET,
        url: `${url}/webhooks/hoox`,
      }),
    ]
    for (const delivery of deliveries) {
      expect(await (await fetch(delivery.url, delivery)).json()).toEqual({ outcome: 'processed' })
    }
  })

  test.runIf(redis)('@vidhook/redis has a store', async () => {
    vi.stubEnv('REDIS_URL', redis?.url)
    await remembers('packages/redis/AGENTS/store.ts')
  })

  test.runIf(postgres)('@vidhook/postgres has one, too', async () => {
    const { url, pool } = await ownSchema(postgres?.url ?? '')
    await pool.query(createTableSql())
    vi.stubEnv('DATABASE_URL', url.href)
    await remembers('packages/postgres/AGENTS/store.ts')
  })
})

const sample = (file: string) => import(join(samplesFolder, file))

async function remembers(file: string): Promise<void> {
  const { store }: { store: Store } = await sample(file)
  const key = `docs-agents-${randomUUID()}`
  const claim = await store.claim(key, 1_000)
  if (claim.state !== 'claimed') throw new Error(`A new key is ${claim.state}.`)
  await store.complete(key, claim.token, 1_000)
  expect(await store.claim(key, 1_000)).toEqual({ state: 'done' })
}
