import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { describeStore, testStore } from './database.js'
import { startWorker } from './worker.js'

describeStore('several processes', () => {
  test('race for 10,000 events, and none has two winners', async () => {
    const { table } = await testStore()
    const workers = [startWorker(table), startWorker(table)]
    const wins = workers.map(() => 0)
    for (let round = 0; round < 100; round++) {
      // Both get the same hundred events at the same moment.
      const keys = Array.from({ length: 100 }, (_, index) => `race:${round}:${index}`)
      const claims = await Promise.all(workers.map((worker) => worker.claim(keys, 60_000)))
      for (const [index] of keys.entries()) {
        const states = claims.map((answers) => answers[index]?.state)
        expect([...states].sort()).toEqual(['busy', 'claimed'])
        for (const [worker, state] of states.entries())
          if (state === 'claimed') wins[worker] = (wins[worker] ?? 0) + 1
      }
    }
    // Check that it was a race: each process has won some events.
    expect(Math.min(...wins)).toBeGreaterThan(0)
    expect(wins.reduce((sum, count) => sum + count)).toBe(10_000)
  })

  test('one that was paused past its lease cannot touch what another took over', async () => {
    const { table, ...store } = await testStore()
    const worker = startWorker(table)
    const [claim] = await worker.claim(['event'], 300)
    if (claim?.state !== 'claimed') throw new Error('The worker did not get its claim.')
    worker.process.kill('SIGSTOP')
    await setTimeout(500)
    const takenOver = await store.claim('event', 60_000)
    if (takenOver.state !== 'claimed') throw new Error('The event was not free.')
    worker.process.kill('SIGCONT')

    expect(await worker.complete('event', claim.token, 60_000)).toBe(false)
    expect(await worker.release('event', claim.token)).toBe(false)
    expect(await worker.renew('event', claim.token, 60_000)).toBe(false)
    expect(await store.claim('event', 60_000)).toEqual({ state: 'busy' })
    expect(await store.complete('event', takenOver.token, 60_000)).toBe(true)
    expect(await worker.complete('event', claim.token, 60_000)).toBe(false)
    expect(await store.claim('event', 60_000)).toEqual({ state: 'done' })
  })

  test('one that is killed frees its event when the lease ends', async () => {
    const { table, ...store } = await testStore()
    const worker = startWorker(table)
    await worker.claim(['event'], 2000)
    worker.process.kill('SIGKILL')
    await once(worker.process, 'exit')
    expect(await store.claim('event', 60_000)).toEqual({ state: 'busy' })
    await expect
      .poll(() => store.claim('event', 60_000), { timeout: 30_000 })
      .toMatchObject({ state: 'claimed' })
  })
})
