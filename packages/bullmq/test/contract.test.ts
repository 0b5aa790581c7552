import { setTimeout as delay } from 'node:timers/promises'
import { createReceiver, defineProvider } from '@vidhook/core'
import { GiveUpError } from '@vidhook/core/inbox'
import { type InboxHarness, inboxContract } from '@vidhook/core/testing'
import { freePort } from '@vidhook/test-servers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BullmqInbox } from '../src/index.js'
import { BACKENDS, type Backend, closing } from './backends.js'

describe.each(BACKENDS)('an inbox in %s', (_, make) => {
  let backend: Backend | undefined
  const opened = closing()
  beforeAll(async () => {
    backend = await make()
  })
  afterAll(async () => {
    await opened.all()
    await backend?.remove()
  })

  // At the same time, since most of it is waiting for retentions to end.
  test.concurrent.each(inboxContract)('$name', async ({ run }) => {
    if (!backend) return
    await run(harness(opened.inbox(backend.options(`contract-${crypto.randomUUID()}`)), backend, opened))
  })

  test('of which the contract has cases', () => expect(inboxContract.length).toBeGreaterThan(8))
})

function harness(inbox: BullmqInbox, backend: Backend, opened: ReturnType<typeof closing>): InboxHarness {
  return {
    inbox,
    // Longer than it takes to settle an entry, which starts and ends a worker.
    retentionMs: 5_000,
    elapse: (ms) => delay(ms),
    async waiting(key) {
      const found = await Promise.all(
        (await inbox.list({ state: 'waiting' })).map(({ id }) => inbox.show(id)),
      )
      return found.flatMap((details) => (details?.entry.key === key ? [details.entry] : []))
    },
    async settle(_key, as) {
      let settled = () => {}
      const handled = new Promise<void>((resolve) => {
        settled = resolve
      })
      const worker = inbox.work([receiverThat(as, settled)])
      await handled
      // It ends what it has begun.
      await worker.close()
      expect(await inbox.list({ state: as })).toHaveLength(1)
    },
    async unreachable() {
      const options = backend.options()
      const port = await freePort()
      const connection =
        options.backend === 'postgres'
          ? { connectionString: `postgres://test@127.0.0.1:${port}/test` }
          : { url: `redis://127.0.0.1:${port}` }
      return opened.inbox({ ...options, connection } as typeof options)
    },
  }
}

function receiverThat(as: 'done' | 'dead', settled: () => void) {
  const provider = defineProvider({
    name: 'contract',
    timeoutMs: 5_000,
    events: {},
    authenticate: () => ({ ok: true }),
    identify: () => ({ kind: 'unidentified', reason: 'none' }),
  })
  return createReceiver(provider, {
    log: false,
    onUnrecognized() {
      settled()
      if (as === 'dead') throw new GiveUpError('The contract says so.')
    },
  })
}
