import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sqliteStore } from '@vidhook/sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { databasePath, openDatabase } from './database.js'
import { startWorker } from './worker.js'

test('two processes race for 10,000 events, and none has two winners', async () => {
  const path = databasePath()
  const workers = [startWorker(path), startWorker(path)]
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

test('any number of processes may set up a new file at once', async () => {
  const script = fileURLToPath(new URL('set-up-process.js', import.meta.url))
  const processes = Array.from({ length: 4 }, () => fork(script))
  onTestFinished(() => {
    for (const each of processes) each.kill('SIGKILL')
  })
  await Promise.all(processes.map((each) => once(each, 'message')))
  const path = databasePath()
  for (let round = 0; round < 100; round++) {
    const said = processes.map((each) => once(each, 'message'))
    for (const each of processes) each.send({ path: `${path}${round}`, at: Date.now() + 5 })
    expect((await Promise.all(said)).map(([word]) => word)).toEqual(processes.map(() => 'ready'))
  }
})

test('a process that was paused past its lease cannot touch what another took over', async () => {
  const path = databasePath()
  const store = sqliteStore(openDatabase(path))
  const worker = startWorker(path)
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

test('the event of a killed process is free when its lease ends, and its done events stay done', async () => {
  const path = databasePath()
  const store = sqliteStore(openDatabase(path))
  const worker = startWorker(path)
  const [, done] = await worker.claim(['event', 'done'], 5_000)
  if (done?.state !== 'claimed') throw new Error('The worker did not get its claim.')
  await worker.complete('done', done.token, 60_000)
  worker.process.kill('SIGKILL')
  await once(worker.process, 'exit')
  expect(await store.claim('event', 60_000)).toEqual({ state: 'busy' })
  await expect
    .poll(() => store.claim('event', 60_000), { timeout: 30_000 })
    .toMatchObject({ state: 'claimed' })
  expect(await store.claim('done', 60_000)).toEqual({ state: 'done' })
})
