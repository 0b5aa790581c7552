import { randomUUID } from 'node:crypto'
import type { Claim } from '@vidhook/core'
import { redisServer } from '@vidhook/test-servers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startWorker, type Worker } from './worker.js'

const server = await redisServer()

describe.runIf(server)('two processes on one Redis', () => {
  let first: Worker
  let second: Worker
  beforeEach(() => {
    const prefix = `processes:${randomUUID()}:`
    first = startWorker(server?.url ?? '', prefix)
    second = startWorker(server?.url ?? '', prefix)
  })
  afterEach(() => Promise.all([first.stop(), second.stop()]))

  test('race for an event 10,000 times, and one of them wins it each time', async () => {
    const wins = [0, 0]
    for (let round = 0; round < 100; round++) {
      const keys = Array.from({ length: 100 }, (_, index) => `event-${round}-${index}`)
      const claims = await Promise.all([first.claimAll(keys, 10_000), second.claimAll(keys, 10_000)])
      for (const [index, key] of keys.entries()) {
        const states = claims.map((each) => each[index]?.state)
        expect([...states].sort(), key).toEqual(['busy', 'claimed'])
        const winner = states.indexOf('claimed')
        wins[winner] = (wins[winner] ?? 0) + 1
      }
    }
    // Check that it was a race: each process has won some events.
    expect(Math.min(...wins)).toBeGreaterThan(0)
  })

  test('a worker frozen past its lease cannot touch what the other has taken over', async () => {
    const stale = tokenOf(await first.claimAll(['event'], 300))
    first.freeze()
    const fresh = await vi.waitFor(async () => tokenOf(await second.claimAll(['event'], 60_000)), {
      timeout: 5000,
    })
    first.thaw()

    expect(await first.renew('event', stale, 60_000)).toBe(false)
    expect(await first.release('event', stale)).toBe(false)
    expect(await first.complete('event', stale, 60_000)).toBe(false)
    expect(await first.claimAll(['event'], 300)).toEqual([{ state: 'busy' }])

    expect(await second.complete('event', fresh, 60_000)).toBe(true)
    expect(await first.release('event', stale)).toBe(false)
    expect(await first.claimAll(['event'], 300)).toEqual([{ state: 'done' }])
  })

  test('a call that a frozen worker had begun does no harm when it arrives late', async () => {
    const stale = tokenOf(await first.claimAll(['event'], 300))
    first.freeze()
    const late = Promise.all([first.complete('event', stale, 60_000), first.release('event', stale)])
    await vi.waitFor(async () => tokenOf(await second.claimAll(['event'], 60_000)), { timeout: 5000 })
    first.thaw()

    expect(await late).toEqual([false, false])
    expect(await second.claimAll(['event'], 300)).toEqual([{ state: 'busy' }])
  })

  test('another worker gets the event of a killed one once the lease has ended', async () => {
    await first.claimAll(['event'], 2000)
    await first.stop()
    expect(await second.claimAll(['event'], 300)).toEqual([{ state: 'busy' }])
    await vi.waitFor(async () => tokenOf(await second.claimAll(['event'], 300)), { timeout: 20_000 })
  })
})

function tokenOf([claim]: readonly Claim[]): string {
  if (claim?.state !== 'claimed') throw new Error(`The event is ${claim?.state}.`)
  return claim.token
}
