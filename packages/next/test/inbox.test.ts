import { randomUUID } from 'node:crypto'
import { bullmqInbox } from '@vidhook/bullmq'
import { createReceiver, jogg } from '@vidhook/core'
import { joggDelivery } from '@vidhook/core/testing'
import { canStartRedis, startRedis } from '@vidhook/test-servers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { start } from './next-app.js'

const secret = 'whsec_test'
const NAME = 'generated_script_success'

describe.runIf(await canStartRedis())('a built app whose route puts into an inbox', () => {
  test('answers queued, and a worker elsewhere runs the handler', async () => {
    const redis = await startRedis()
    onTestFinished(() => redis.stop())
    const prefix = `next-${randomUUID()}`
    const app = await start('', { REDIS_URL: redis.url, INBOX_PREFIX: prefix, INBOX_SECRET: secret })
    onTestFinished(() => app.close())

    const delivery = await joggDelivery(NAME, { secret, event_id: 'evt_1', url: `${app.url}/inbox` })
    const answerOf = async (request: RequestInit) => (await fetch(delivery.url, request)).json()
    expect(await answerOf(delivery)).toEqual({ outcome: 'queued' })
    expect(await answerOf(delivery)).toEqual({ outcome: 'duplicate' })
    expect(await answerOf({ ...delivery, body: '{}' })).toMatchObject({ outcome: 'rejected' })

    const inbox = bullmqInbox({ connection: { url: redis.url }, prefix, log: false })
    onTestFinished(() => inbox.close())
    const handled = new Promise<string>((resolve) => {
      const on = { [NAME]: ({ event_id }: { readonly event_id: string }) => resolve(event_id) }
      const worker = inbox.work([createReceiver(jogg({ secret }), { log: false, on })])
      onTestFinished(async () => void (await worker.close()))
    })
    expect(await handled).toBe('evt_1')
  })
})
