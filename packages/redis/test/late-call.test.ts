import { createReceiver, hoox } from '@vidhook/core'
import { hooxDelivery } from '@vidhook/core/testing'
import { delayingProxy, redisServer } from '@vidhook/test-servers'
import { createClientPool } from 'redis'
import { describe, expect, onTestFinished, test } from 'vitest'
import { redisStore } from '../src/index.js'
import { RENEW } from '../src/scripts.js'
import { fromNodeRedis } from './clients.js'

const server = await redisServer()
const callbackSecret = 'callback_test'

describe.runIf(server)('a renewal that is still on its way to Redis when its event is released', () => {
  test("on another connection of the pool, does not keep the event from Hoox's last try", async () => {
    const proxy = await delayingProxy(server?.url ?? '')
    onTestFinished(() => proxy.close())
    const connection = await fromNodeRedis(createClientPool({ url: proxy.url }))
    onTestFinished(() => void connection.close())
    const store = redisStore(connection.client, { prefix: `test:${crypto.randomUUID()}:` })
    // Call it once, so that the server knows the script and only the digest is sent later.
    await store.renew('another event', 'token', 1)
    const fail = () => Promise.reject(new Error('not yet'))
    let onWarning = () => {}
    /** The second try's handler fails right after its renewal has timed out. */
    const renewalTimedOut = new Promise<void>((resolve) => {
      onWarning = resolve
    })
    const work = [fail, () => renewalTimedOut.then(fail), async () => {}]
    const receiver = createReceiver(hoox({ callbackSecret }), {
      store,
      storeTimeoutMs: 5_000,
      log: { debug() {}, info() {}, warn: onWarning, error() {} },
      on: { '*': () => work.shift()?.() },
    })
    const delivery = await hooxDelivery('video_export.completed', { callbackSecret })
    const held = proxy.hold(RENEW.sha1)
    expect((await receiver.receive(delivery)).kind).toBe('failed')
    expect((await receiver.receive(delivery)).kind).toBe('failed')
    await (await held).letGo()
    expect((await receiver.receive(delivery)).kind).toBe('processed')
  })
})
