import { createReceiver, hoox } from '@vidhook/core'
import { hooxDelivery } from '@vidhook/core/testing'
import { delayingProxy } from '@vidhook/test-servers'
import { expect, onTestFinished, test } from 'vitest'
import { describeStore, server, testPool, testStore } from './database.js'

const callbackSecret = 'callback_test'

describeStore('a renewal that is still on its way to Postgres when its event is released', () => {
  test("on another connection of the pool, does not keep the event from Hoox's last try", async () => {
    const proxy = await delayingProxy(server?.url ?? '')
    onTestFinished(() => proxy.close())
    const store = await testStore(testPool({ connectionString: proxy.url }))
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
    const held = proxy.hold('NOT event.done')
    expect((await receiver.receive(delivery)).kind).toBe('failed')
    expect((await receiver.receive(delivery)).kind).toBe('failed')
    await (await held).letGo()
    expect((await receiver.receive(delivery)).kind).toBe('processed')
  })
})
